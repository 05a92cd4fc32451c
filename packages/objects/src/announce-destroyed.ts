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

/** A group that is about to be destroyed in a cell, whose row there is locked. */
interface DestroyedGroup {
  readonly uuid: string;
  readonly cellUuid: string;
  readonly cellGroupId: number;
}

/** The group came into the API database during the wait for its receipt: everything is rolled back. */
class MovedMeanwhileError extends Error {}

/**
 * Records in the API database that a group of a cell is destroyed (R7 in docs/correctness.md). Then neither a
 * copy in a cell that is down nor the row itself, in a restored cell, is taken for the group again.
 *
 * It also destroys a group with this uuid that has come from another cell meanwhile.
 *
 * @returns false, with nothing changed, if the API database has such a group outside `scope`.
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
  // Everyone locks a group before its receipt. So a group that exists by now is locked in another transaction.
  if (await exists(transaction, uuid)) throw new MovedMeanwhileError();
  return true;
}

async function exists(transaction: ApiTransaction, uuid: string): Promise<boolean> {
  const known = await findKnownGroups(transaction, [uuid]);
  return known.get(uuid)?.exists ?? false;
}
