import type { CellDatabase } from '@cellbridge/testing';

/** Inserts a member as a writer does that does not know of the move: without a look at anything. */
export async function addMemberByHand(
  { raw }: Pick<CellDatabase, 'raw'>,
  groupId: number,
  instance: string,
): Promise<void> {
  await raw.query(
    `INSERT INTO instance_group_member (created_at, deleted, group_id, instance_id)
     VALUES ('2024-01-02 03:04:05.678901', 0, ?, ?)`,
    groupId,
    instance,
  );
}
