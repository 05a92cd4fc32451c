/**
 * Changing a group wherever it lives.
 *
 * A group is changed in the API database as soon as that knows it. In a cell it is changed under
 * the lock of its row, after a look into the API database while holding that lock (R2): the
 * migrator holds the same lock until the API database knows the group. Cells are locked in the
 * order of their uuids, and before the API database (R4).
 */
import {
  type Database,
  deleteClaim,
  findClaims,
  findKnownGroups,
  lockGroup as lockApiGroup,
  type Transaction,
} from '@cellbridge/db-api';
import { type CellGroupRow, lockGroup as lockCellGroup } from '@cellbridge/db-cell';
import { askCells } from './ask-cells.js';
import type { Cell } from './cell.js';
import { InstanceGroupNotFoundError } from './errors/instance-group-not-found-error.js';
import { byUuidLookup } from './find-group.js';
import type { Location } from './group-content.js';
import type { RequestContext } from './request-context.js';

/** A change of a group whose row is locked: what it does in the API database, and in a cell. */
export interface GroupChange<T> {
  readonly inApi: (transaction: Transaction, groupId: number) => Promise<T>;
  readonly inCell: (transaction: Transaction, group: CellGroupRow) => Promise<T>;
  /** Whether it is made in every cell that holds a live row of the uuid, not in the first alone. */
  readonly isEverywhere?: boolean;
}

/**
 * Changes a group, and says where it was.
 *
 * @throws InstanceGroupNotFoundError · CellUnavailableError if it may be in a cell that is down.
 */
export async function changeGroup<T>(
  context: RequestContext,
  uuid: string,
  change: GroupChange<T>,
): Promise<{ value: T; location: Location }> {
  const { completeCells } = context.deployment;
  const before = completeCells.map;
  const first = await changeInApi(context, uuid, change);
  if (first) return { value: first.value, location: { database: 'api' } };

  const cells = await completeCells.toAsk(before);
  const { answers, failures } = await askCells(cells, (cell) =>
    byUuidLookup.inCell(cell, uuid, context.scope),
  );
  let changed: { value: T; location: Location } | undefined;
  let hasMoved = false;
  for (const { cell, value } of answers) {
    if (value.length === 0 || (changed && !change.isEverywhere)) continue;
    const here = await changeInCell(context, cell, uuid, change);
    if (!here) hasMoved = true;
    else changed ??= { ...here, location: { database: 'cell', cellUuid: cell.uuid } };
  }
  if (changed && !hasMoved) return changed;
  const second = cells.length > 0 && (await changeInApi(context, uuid, change));
  if (second) return { value: second.value, location: { database: 'api' } };
  if (changed) return changed;
  const [failure] = failures;
  throw failure ?? new InstanceGroupNotFoundError(uuid);
}

async function changeInApi<T>(
  { deployment, scope }: RequestContext,
  uuid: string,
  change: GroupChange<T>,
): Promise<{ value: T } | undefined> {
  return await deployment.api.transaction(async (transaction) => {
    const groupId = await lockApiGroup(transaction, uuid, scope);
    if (groupId === undefined) return undefined;
    return { value: await change.inApi(transaction, groupId) };
  });
}

async function changeInCell<T>(
  { deployment, scope }: RequestContext,
  cell: Cell,
  uuid: string,
  change: GroupChange<T>,
): Promise<{ value: T } | undefined> {
  return await cell.write(async (transaction) => {
    const group = await lockCellGroup(transaction, uuid, scope);
    if (!group) return undefined;
    const moved = await findMoved(deployment.api, cell, [group]);
    if (moved.has(uuid)) return undefined;
    deployment.completeCells.distrust(cell);
    return { value: await change.inCell(transaction, group) };
  });
}

/**
 * Finds which of a cell's groups the API database knows, so that they must be changed there.
 * To be called while their rows are locked, so that the answer stays true until the lock is let go.
 *
 * @returns the uuids that the API database knows.
 */
async function findMoved(
  api: Database,
  cell: Cell,
  locked: readonly CellGroupRow[],
): Promise<Set<string>> {
  // First, for it waits for a migrator that is about to insert the groups.
  await revokeClaims(api, cell, locked);
  const known = await findKnownGroups(
    api,
    locked.map((group) => group.uuid),
  );
  return new Set(known.keys());
}

/**
 * Revokes the claims that cover rows which are locked here: each belongs to a migrator that has lost
 * that lock. From then on its owner either has inserted the groups, or never will.
 */
export async function revokeClaims(
  api: Database,
  cell: Cell,
  locked: readonly CellGroupRow[],
): Promise<void> {
  const claims = await findClaims(
    api,
    cell.uuid,
    locked.map((group) => group.id),
  );
  for (const claim of claims) {
    await api.transaction((transaction) => deleteClaim(transaction, claim));
  }
}
