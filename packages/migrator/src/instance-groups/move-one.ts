import {
  advanceProgress,
  findKnownGroups,
  type Quarantined,
  quarantineGroup,
  type Receipt,
  type Transaction,
  UniqueViolationError,
} from '@cellbridge/db-api';
import { type CellGroupRow, lockLiveGroups } from '@cellbridge/db-cell';
import { INSTANCE_GROUPS_MIGRATION, now } from '@cellbridge/objects';
import pRetry from 'p-retry';
import { absorb } from './absorb.js';
import type { CellRun } from './cell-run.js';
import { isRefusal } from './is-refusal.js';
import { countCleaned, moveRows } from './move-rows.js';
import type { Tally } from './tally.js';
import { UnreadableValueError } from './unreadable-value-error.js';

/** What became of a group: it moved, stays in quarantine, or is not live any more. */
export type Outcome = 'moved' | 'quarantined' | 'gone';

/** A row of a cell; with a `uuid` only as long as it is the row of that group. */
interface RowKey {
  readonly id: number;
  readonly uuid?: string;
}

type Obstacle = Pick<Quarantined, 'reason' | 'details'>;

/**
 * Moves a single group, whatever the API database knows of its uuid, or puts it into quarantine.
 *
 * A group that the API database has with the same content is absorbed: its row is soft-deleted.
 * One that it has with other content, or had and lost, is left untouched for somebody to decide.
 */
export async function moveOne(run: CellRun, key: RowKey, tally: Tally): Promise<Outcome> {
  try {
    // Two cells that move one uuid at once meet in the unique index; the loser looks at it again.
    return await pRetry(() => attempt(run, key, tally), {
      retries: 1,
      minTimeout: 0,
      shouldRetry: ({ error }) => UniqueViolationError.isInstance(error),
    });
  } catch (error) {
    if (!isRefusal(error)) throw error;
    const { message: details } = error as Error;
    const reason = UnreadableValueError.isInstance(error) ? 'unreadable' : 'refused';
    return await withRow(run, key, async (_transaction, row) => {
      await setAside(run, row, { reason, details }, tally);
      return 'quarantined';
    });
  }
}

async function attempt(run: CellRun, key: RowKey, tally: Tally): Promise<Outcome> {
  const outcome = await withRow(run, key, async (transaction, row) => {
    const obstacle = await tryMove(run, transaction, row, tally);
    if (!obstacle) return 'moved';
    await setAside(run, row, obstacle, tally);
    return 'quarantined';
  });
  if (outcome === 'moved') run.quarantined.delete(key.id);
  return outcome;
}

/** Under the lock of the group's row, so that what is decided, and recorded, is true still. */
async function withRow(
  run: CellRun,
  { id, uuid }: RowKey,
  decide: (transaction: Transaction, row: CellGroupRow) => Promise<Outcome>,
): Promise<Outcome> {
  return await run.cell.transaction(async (transaction) => {
    const [row] = await lockLiveGroups(transaction, { ids: [id] });
    const isIts = row !== undefined && (uuid ?? row.uuid) === row.uuid;
    return isIts ? await decide(transaction, row) : 'gone';
  });
}

/** @returns what stands in the way, if anything does. */
async function tryMove(
  run: CellRun,
  transaction: Transaction,
  row: CellGroupRow,
  tally: Tally,
): Promise<Obstacle | undefined> {
  const known = (await findKnownGroups(run.deployment.api, [row.uuid])).get(row.uuid);
  const receipt = known?.receipt;
  if (!known && run.lostUuids.has(row.uuid)) {
    const details =
      'The API database has lost another group of this uuid that moved; "cellbridge db recover" brings it back.';
    return { reason: 'different', details };
  } else if (!known) {
    await moveRows(run, transaction, [row], [], tally);
  } else if (receipt?.cellUuid === run.cell.uuid && receipt.cellGroupId === row.id) {
    const leftover = { row, receipt };
    await moveRows(run, transaction, [], [leftover], tally);
    countCleaned(run, [leftover], tally);
  } else if (!known.exists) {
    return { reason: 'destroyed', details: describeDestroyed(receipt) };
  } else {
    const differences = await absorb(run, transaction, row);
    if (differences) return { reason: 'different', details: describeOther(differences) };
    tally.add({ found: 1, done: 1 });
  }
  return undefined;
}

function describeOther(differences: readonly string[]): string {
  const both = differences.length > 0 ? `: ${differences.join('; ')}` : '';
  return `The API database has a group of this uuid with other content${both}.`;
}

function describeDestroyed(receipt: Receipt | undefined): string {
  return receipt?.cellUuid
    ? `A group of this uuid moved from row ${receipt.cellGroupId} of cell ${receipt.cellUuid}, and was destroyed since.`
    : 'A group of this uuid was destroyed in the API database.';
}

async function setAside(
  run: CellRun,
  row: CellGroupRow,
  obstacle: Obstacle,
  tally: Tally,
): Promise<void> {
  const cellUuid = run.cell.uuid;
  const entry = { ...obstacle, cellUuid, cellGroupId: row.id, groupUuid: row.uuid };
  const key = { migration: INSTANCE_GROUPS_MIGRATION, cellUuid };
  const counts = { cursor: row.id, found: run.quarantined.has(row.id) ? 0 : 1, done: 0 };
  await run.deployment.api.transaction(async (transaction) => {
    await quarantineGroup(transaction, entry, now());
    await advanceProgress(transaction, key, counts, now());
  });
  run.quarantined.add(row.id);
  run.stuck.add(row.id);
  tally.add({ found: 1, done: 0 });
}
