/**
 * Changes a group wherever it lives.
 *
 * A group is changed in the API database as soon as that knows it. In a cell it is changed under the lock of
 * its row, after a look into the API database under that lock (R2 in docs/correctness.md): the migrator holds
 * the same lock until the API database knows the group. Cells are locked in the order of their uuids, and before
 * the API database (R4).
 */
import {
  type ApiDatabase,
  type ApiTransaction,
  deleteClaim,
  findClaims,
  findKnownGroups,
  type KnownGroup,
  lockGroup as lockApiGroup,
  type ProjectScope,
} from '@cellbridge/db-api';
import {
  type CellTransaction,
  type GroupRow,
  lockGroup as lockCellGroup,
} from '@cellbridge/db-cell';
import { askCells } from './ask-cells.js';
import type { Cell } from './cell.js';
import { InstanceGroupNotFoundError } from './errors/instance-group-not-found-error.js';
import { byUuidLookup, isUsual, storedUuid } from './find-group.js';
import type { Location } from './group-content.js';
import type { RequestContext } from './request-context.js';

/** The place of a change in a cell. */
interface CellPlace {
  readonly api: ApiDatabase;
  readonly cellUuid: string;
  readonly scope: ProjectScope;
}

/** A change of a group whose row is locked: what it does in the API database, and in a cell. */
export interface GroupChange<T> {
  readonly inApi: (transaction: ApiTransaction, groupId: number) => Promise<T>;
  readonly inCell: (transaction: CellTransaction, group: GroupRow) => Promise<T>;
  /**
   * Records in the API database what it has to know before the change in a cell.
   *
   * @returns whether to change the group there; else it is in the API database by now.
   */
  readonly beforeCell?: (place: CellPlace, group: GroupRow) => Promise<boolean>;
  /** Whether to change every cell with a live row of the uuid, not only the first. */
  readonly isEverywhere?: boolean;
}

/** The result of a change, and where it was made. */
export interface Changed<T> {
  readonly value: T;
  readonly location: Location;
}

/**
 * Changes a group by a given uuid, in any spelling.
 *
 * @throws InstanceGroupNotFoundError · CellUnavailableError, as {@link changeGroup}.
 */
export async function changeNamedGroup<T>(
  context: RequestContext,
  givenUuid: string,
  change: GroupChange<T>,
): Promise<Changed<T>> {
  const uuid = isUsual(givenUuid) ? givenUuid : await storedUuid(context, givenUuid);
  if (uuid === undefined) throw new InstanceGroupNotFoundError(givenUuid);
  return await changeGroup(context, uuid, change);
}

/**
 * Changes a group by its uuid as stored, and returns where it was.
 *
 * @throws InstanceGroupNotFoundError · CellUnavailableError if it may be in a cell that is down.
 */
export async function changeGroup<T>(
  context: RequestContext,
  uuid: string,
  change: GroupChange<T>,
): Promise<Changed<T>> {
  const { knownCells } = context.deployment;
  const before = knownCells.current;
  const first = await changeInApi(context, uuid, change);
  if (first) return { value: first.value, location: { database: 'api' } };

  const cells = await knownCells.toAsk(before);
  const { answers, failures } = await askCells(cells, (cell) =>
    byUuidLookup.inCell(cell, uuid, context.scope),
  );
  let changed: Changed<T> | undefined;
  let hasMoved = false;
  for (const { cell, value } of answers) {
    if (value.length === 0 || (changed && !change.isEverywhere)) continue;
    const isFurther = changed !== undefined;
    const here = await changeInCell(context, cell, uuid, change, isFurther);
    if (!here) hasMoved ||= !isFurther;
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

/** @param isFurther whether the change was already made in another cell, and has to be made in every one. */
async function changeInCell<T>(
  { deployment, scope }: RequestContext,
  cell: Cell,
  uuid: string,
  change: GroupChange<T>,
  isFurther: boolean,
): Promise<{ value: T } | undefined> {
  const { api, knownCells } = deployment;
  // Also in a transaction that the cell has given up, and tries again.
  let isRecorded = isFurther;
  return await cell.transaction(async (transaction) => {
    const group = await lockCellGroup(transaction, uuid, scope);
    if (!group) return undefined;
    const known = await findMoved(api, cell, group);
    // A receipt without a group may come from this very change.
    if (known && (known.exists || !isRecorded)) return undefined;
    knownCells.distrust(cell);
    if (change.beforeCell && !isRecorded) {
      const isHere = await change.beforeCell({ api, cellUuid: cell.uuid, scope }, group);
      if (!isHere) return undefined;
      isRecorded = true;
    }
    return { value: await change.inCell(transaction, group) };
  });
}

/**
 * Finds what the API database knows about a cell's group, to decide whether it must be changed there. Call it
 * while the row is locked, so that the answer stays true until the lock is released.
 */
async function findMoved(
  api: ApiDatabase,
  cell: Cell,
  { id, uuid }: GroupRow,
): Promise<KnownGroup | undefined> {
  // First, because it waits for a migrator that is about to insert the group.
  await revokeClaims(api, cell, [id]);
  return (await findKnownGroups(api, [uuid])).get(uuid);
}

/**
 * Revokes the claims on groups whose rows, or member rows, are locked here: each belongs to a migrator that has
 * lost that lock. Its owner has then either brought them into the API database, or never will.
 */
export async function revokeClaims(
  api: ApiDatabase,
  cell: Cell,
  groupIds: readonly number[],
): Promise<void> {
  if (groupIds.length === 0) return;
  const claims = await findClaims(api, cell.uuid, groupIds);
  for (const claim of claims) {
    await api.transaction((transaction) => deleteClaim(transaction, claim));
  }
}
