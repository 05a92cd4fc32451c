import { and, eq, sql } from 'drizzle-orm';
import type { ApiTransaction } from './api-database.js';
import { lockGroups } from './write-group.js';

/**
 * Changes the uuid of what Cellbridge has recorded of a cell that was mapped again: receipts, adopted members,
 * quarantine and claims. Keeps what already exists with the new uuid. Does not take over progress: a
 * run that compares both sides finds out the state of the cell. Nor wishes: operators know the cell by its new uuid.
 */
export async function renameCell(
  transaction: ApiTransaction,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const { adoptedMembers, claims, quarantine, receipts } = transaction.tables;
  const adopted = await transaction
    .selectDistinct({ groupUuid: adoptedMembers.groupUuid })
    .from(adoptedMembers)
    .where(eq(adoptedMembers.cellUuid, from));
  // Whoever adopts members of a group holds its lock.
  await lockGroups(
    transaction,
    adopted.map(({ groupUuid }) => groupUuid),
  );
  await transaction.update(receipts).set({ cellUuid: to }).where(eq(receipts.cellUuid, from));
  await transaction.update(claims).set({ cellUuid: to }).where(eq(claims.cellUuid, from));
  await transaction.run(sql`
    insert into ${adoptedMembers} (cell_uuid, member_id, group_uuid, adopted_at)
    select ${to}, old.member_id, old.group_uuid, old.adopted_at from ${adoptedMembers} old
    where old.cell_uuid = ${from} and not exists (
      select renewed.member_id from ${adoptedMembers} renewed
      where renewed.cell_uuid = ${to} and renewed.member_id = old.member_id
        and renewed.group_uuid = old.group_uuid)`);
  await transaction.delete(adoptedMembers).where(eq(adoptedMembers.cellUuid, from));
  const renewed = await transaction
    .select({ cellGroupId: quarantine.cellGroupId })
    .from(quarantine)
    .where(eq(quarantine.cellUuid, to));
  const isRenewed = transaction.dialect.anyOf(
    quarantine.cellGroupId,
    renewed.map(({ cellGroupId }) => cellGroupId),
    'integer',
  );
  await transaction.delete(quarantine).where(and(eq(quarantine.cellUuid, from), isRenewed));
  await transaction.update(quarantine).set({ cellUuid: to }).where(eq(quarantine.cellUuid, from));
}
