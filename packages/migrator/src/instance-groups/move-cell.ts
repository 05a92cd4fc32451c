import {
  closeQuarantine,
  deleteStaleClaims,
  listQuarantine,
  type ProgressState,
  setProgressState,
} from '@cellbridge/db-api';
import { countLiveGroups, findGroupStates, hasLiveGroups } from '@cellbridge/db-cell';
import { CellUnavailableError, INSTANCE_GROUPS_MIGRATION, now } from '@cellbridge/objects';
import { EvidenceLostError } from '../evidence/evidence-lost-error.js';
import { listLost } from '../evidence/list-lost.js';
import { withHeartbeat } from '../heartbeat.js';
import { adoptStranded } from './adopt-stranded.js';
import type { CellRun } from './cell-run.js';
import { movePasses } from './move-passes.js';
import { StrandedPolicyError } from './stranded-policy-error.js';
import { UnreadableValueError } from './unreadable-value-error.js';

/** A claim older than this, in milliseconds, belongs to a migrator that died. */
const STALE = 3_600_000;

/**
 * Moves the groups of one cell, as far as the limit allows, and says in the progress row how the
 * cell stands. Groups that come after the call began are left to the next one, so that it ends.
 *
 * @throws CellUnavailableError if the cell cannot be reached, or is lost on the way; then `run`
 * tells what was done until then.
 */
export async function moveCell(run: CellRun): Promise<void> {
  const { api } = run.deployment;
  const key = { migration: INSTANCE_GROUPS_MIGRATION, cellUuid: run.cell.uuid };
  const setState = (state: ProgressState, change: { lastError?: string } = {}) =>
    api.transaction((transaction) =>
      setProgressState(transaction, key, { ...change, state }, now()),
    );
  await setState('running');
  const work = async () => {
    const createdBefore = now(-STALE);
    await api.transaction((transaction) =>
      deleteStaleClaims(transaction, run.cell.uuid, createdBefore),
    );
    await closeGone(run);
    await movePasses(run);
    await closeGone(run);
    const state = await judge(run);
    // At the end: the API database may have gone back while this ran, and a recovery may have worked.
    const lost = await listLost(run.deployment, run.cell);
    if (lost.length > 0) throw new EvidenceLostError(lost);
    return state;
  };
  try {
    await setState(await withHeartbeat(api, key, work));
  } catch (error) {
    const state = CellUnavailableError.isInstance(error) ? 'unavailable' : 'failed';
    const lastError = error instanceof Error ? error.message : String(error);
    await setState(state, { lastError });
    throw error;
  }
}

/**
 * Ends the quarantine of groups that are not live any more: destroyed, or dealt with by hand. The id of
 * one may be another group's now, if Nova has archived its row.
 */
async function closeGone({ cell, deployment, quarantined, runId }: CellRun): Promise<void> {
  if (quarantined.size === 0) return;
  const { api } = deployment;
  const entries = await listQuarantine(api, { cellUuid: cell.uuid });
  const ids = entries.map(({ cellGroupId }) => cellGroupId);
  const states = await cell.snapshot((reader) =>
    findGroupStates(reader, ids, { withArchive: false }),
  );
  const live = new Map(
    states.filter(({ state }) => state === 'live').map(({ id, uuid }) => [id, uuid]),
  );
  const gone = entries
    .filter(({ cellGroupId, groupUuid }) => live.get(cellGroupId) !== groupUuid)
    .map(({ cellGroupId }) => cellGroupId);
  if (gone.length === 0) return;
  const end = { resolution: 'gone', resolvedBy: runId } as const;
  await api.transaction((transaction) => closeQuarantine(transaction, cell.uuid, gone, end, now()));
  for (const id of gone) quarantined.delete(id);
}

/**
 * How the cell stands. It is complete only when it was looked for stranded rows after the last group had
 * moved, whatever the limit of the run.
 *
 * @throws UnreadableValueError if nobody can read live rows of groups that have moved.
 * @throws StrandedPolicyError if policies of groups that have moved are live and differ from theirs.
 */
async function judge(run: CellRun): Promise<ProgressState> {
  // Asked first because it is cheap, and a run with a small limit must not count the whole cell.
  if (run.isOver && (await run.cell.snapshot((cell) => hasLiveGroups(cell, run.cursor)))) {
    return 'stopped';
  }
  const stranded = await adoptStranded(run);
  if (!stranded.isWhole) return 'stopped';
  const live = await run.cell.snapshot(countLiveGroups);
  if (live > run.quarantined.size) return 'stopped';
  if (stranded.unreadable.length > 0) throw new UnreadableValueError(stranded.unreadable);
  if (stranded.policies > 0) throw new StrandedPolicyError(stranded.policies);
  return live === 0 ? 'complete' : 'quarantined';
}
