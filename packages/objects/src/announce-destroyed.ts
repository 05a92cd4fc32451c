import {
  type ApiDatabase,
  type ApiTransaction,
  deleteGroup,
  findKnownGroups,
  lockGroup,
  now,
  type ProjectScope,
  recordDestroyed,
} from '@cellbridge/db-api';

/** A group that is about to be destroyed in a cell, where its row is locked. */
interface DestroyedGroup {
  readonly uuid: string;
  readonly cellUuid: string;
  readonly cellGroupId: number;
}

/** The group came into the API database while its receipt was waited for: all is rolled back. */
class MovedMeanwhileError extends Error {}

/**
 * Records in the API database that a group of a cell is destroyed (R7), so that neither a copy in a cell
 * that is down nor the row itself, in a cell that is restored, is taken for the group again.
 *
 * A group of the uuid that has come from another cell meanwhile is destroyed as well.
 *
 * @returns false, with nothing changed, if the API database has such a group out of `scope`.
 */
export async function announceDestroyed(
  api: ApiDatabase,
  group: DestroyedGroup,
  scope: ProjectScope,
): Promise<boolean> {
  for (;;) {
    try {
      return await api.transaction((transaction) => announce(transaction, group, scope));
    } catch (error) {
      if (!(error instanceof MovedMeanwhileError)) throw error;
    }
  }
}

async function announce(
  transaction: ApiTransaction,
  { uuid, ...row }: DestroyedGroup,
  scope: ProjectScope,
): Promise<boolean> {
  const groupId = await lockGroup(transaction, uuid, scope);
  if (groupId !== undefined) await deleteGroup(transaction, groupId);
  else if (await exists(transaction, uuid)) return false;
  await recordDestroyed(transaction, uuid, now(), row);
  // Whoever locks a group and its receipt does so in this order: a group that is there by now is
  // locked in another transaction.
  if (await exists(transaction, uuid)) throw new MovedMeanwhileError();
  return true;
}

async function exists(transaction: ApiTransaction, uuid: string): Promise<boolean> {
  const known = await findKnownGroups(transaction, [uuid]);
  return known.get(uuid)?.exists ?? false;
}
