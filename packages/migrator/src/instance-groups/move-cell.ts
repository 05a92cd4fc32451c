import {
  type ApiTransaction,
  closeQuarantine,
  listQuarantine,
  listQuarantinedIds,
  lockProgress,
  messageOf,
  setProgressState,
} from '@cellbridge/db-api';
import { findGroupStates, hasLiveGroups } from '@cellbridge/db-cell';
import { CellUnavailableError, now, toIso } from '@cellbridge/objects';
import { beginWork } from '../begin-work.js';
import { CellInUseError } from '../cell-in-use-error.js';
import type { CellEvent } from '../events/migration-event.js';
import { EvidenceLostError } from '../evidence/evidence-lost-error.js';
import { listLost } from '../evidence/list-lost.js';
import { withHeartbeat } from '../heartbeat.js';
import { adoptStranded } from './adopt-stranded.js';
import type { CellRun } from './cell-run.js';
import { endStaleClaims } from './claim.js';
import { findLiveBeside } from './live-groups.js';
import { movePasses } from './move-passes.js';
import { StrandedPolicyError } from './stranded-policy-error.js';
import { UnreadableValueError } from './unreadable-value-error.js';

/**
 * Moves the groups of one cell, as far as the limit allows, and says in the progress row how the
 * cell stands. Groups that come after the call began are left to the next one, so that it ends.
 *
 * @throws CellUnavailableError if the cell cannot be reached, or is lost on the way; then `run`
 * tells what was done until then.
 * @throws CellInUseError if a reversal is at work there.
 */
export async function moveCell(run: CellRun): Promise<void> {
  const { progressKey } = run;
  const { api } = run.deployment;
  const quarantined = await listQuarantinedIds(api, run.cell.uuid);
  for (const id of quarantined) run.quarantined.add(id);
  const setState = (state: CellEvent['state'], change: { lastError?: string } = {}) =>
    api.transaction(async (transaction) => {
      const row = await lockProgress(transaction, progressKey);
      // A reversal has begun, because this run gave no sign of life for too long.
      const isLate = row?.state === 'reversing';
      if (!isLate) await setProgressState(transaction, progressKey, { ...change, state }, now());
      await run.steering.signOut(transaction);
    });
  const begin = async (transaction: ApiTransaction) => {
    await beginWork(transaction, run.cell, 'running');
    return await run.steering.signIn(transaction);
  };
  const lost = await api.transaction(begin).catch((error) => {
    if (CellInUseError.isInstance(error)) {
      run.tell({ type: 'cell', state: 'failed', error: error.message });
    }
    throw error;
  });
  run.tell({ type: 'cell', state: 'running', error: null });
  for (const { runId, host, pid, heartbeatAt } of lost) {
    run.tell({ type: 'lost', lost: { runId, host, pid, heartbeatAt: toIso(heartbeatAt) } });
  }
  const work = async () => {
    await endStaleClaims(run);
    await closeGone(run);
    const cursor = await movePasses(run);
    // Those that ended meanwhile, and leftovers that were cleaned up.
    await closeGone(run);
    const state = await finishCell(run, cursor);
    // At the end: the API database may have gone back while this ran, and a recovery may have worked.
    const lost = await listLost(run.deployment, run.cell);
    if (lost.length > 0) throw new EvidenceLostError(lost);
    return state;
  };
  try {
    const beat = (transaction: ApiTransaction) => run.steering.record(transaction);
    const state = await withHeartbeat(api, progressKey, work, beat);
    await setState(state);
    run.tell({ type: 'cell', state, error: null });
  } catch (error) {
    const state = CellUnavailableError.isInstance(error) ? 'unavailable' : 'failed';
    const lastError = messageOf(error);
    // First: the API database may be what has failed.
    run.tell({ type: 'cell', state, error: lastError });
    await setState(state, { lastError });
    throw error;
  }
}

/**
 * Ends the quarantine of groups that are no longer live: destroyed, or dealt with by hand. The id of
 * one may be another group's now, if Nova has archived its row.
 */
async function closeGone({ cell, deployment, quarantined, runId }: CellRun): Promise<void> {
  const { api } = deployment;
  const entries = await listQuarantine(api, { cellUuid: cell.uuid });
  if (entries.length === 0) return;
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
 * Adopts what is stranded, and returns how the cell stands. It is complete only if stranded rows were looked for
 * after the last group had moved, whatever the limit of the run.
 *
 * @throws UnreadableValueError if live rows cannot be read of groups that have moved.
 * @throws StrandedPolicyError if policies of groups that have moved are live and differ from theirs.
 */
async function finishCell(run: CellRun, cursor: number): Promise<CellEvent['state']> {
  // Asked first because it is cheap, while the search for stranded rows is not.
  if (run.isOver && (await run.cell.snapshot((cell) => hasLiveGroups(cell, cursor)))) {
    return 'stopped';
  }
  const stranded = await adoptStranded(run);
  if (!stranded.isWhole) return 'stopped';
  const live = await findLiveBeside(run.cell, run.quarantined);
  if (live === 'others') return 'stopped';
  if (stranded.unreadable.length > 0) throw new UnreadableValueError(stranded.unreadable);
  if (stranded.policies > 0) throw new StrandedPolicyError(stranded.policies);
  return live === 'none' ? 'complete' : 'quarantined';
}
