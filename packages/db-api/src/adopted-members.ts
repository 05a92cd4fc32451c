import type { Transaction } from '@cellbridge/database';
import { apiTables } from '@cellbridge/schema';
import { sql } from 'drizzle-orm';

/**
 * Records that member rows of a cell follow a group that had moved before.
 *
 * @returns those of the rows of which that was not recorded yet. A row that was adopted once must not
 * be adopted again: its member may have been removed since.
 */
export async function recordAdopted(
  transaction: Transaction,
  { cellUuid, groupUuid }: { cellUuid: string; groupUuid: string },
  memberIds: readonly number[],
  adoptedAt: string,
): Promise<Set<number>> {
  if (memberIds.length === 0) return new Set();
  const { adoptedMembers } = apiTables(transaction.dialect.name);
  const rows = transaction.dialect.rows(
    { member_id: { type: 'integer', values: memberIds } },
    'adopted',
  );
  const recorded = await transaction.all<{ member_id: number }>(sql`
    insert into ${adoptedMembers} (cell_uuid, member_id, group_uuid, adopted_at)
    select ${cellUuid}, adopted.member_id, ${groupUuid}, ${adoptedAt} from ${rows} where true
    on conflict do nothing returning member_id`);
  return new Set(recorded.map(({ member_id }) => member_id));
}
