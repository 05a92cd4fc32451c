import type { Transaction } from '@cellbridge/database';
import { apiTables } from '@cellbridge/schema';
import { sql } from 'drizzle-orm';

/** A member row of a cell that follows its group. */
export interface AdoptedRow {
  readonly id: number;
  /** What the row holds. An id may come again after Nova has archived its row; then this is something else. */
  readonly content: string;
}

/**
 * Records that member rows of a cell follow a group that had moved before.
 *
 * @returns the ids of those of which that was not recorded yet. A row that was adopted once must not be
 * adopted again: its member may have been removed since.
 */
export async function recordAdopted(
  transaction: Transaction,
  { cellUuid, groupUuid }: { cellUuid: string; groupUuid: string },
  members: readonly AdoptedRow[],
  adoptedAt: string,
): Promise<Set<number>> {
  if (members.length === 0) return new Set();
  const { adoptedMembers } = apiTables(transaction.dialect.name);
  const rows = transaction.dialect.rows(
    {
      member_id: { type: 'integer', values: members.map(({ id }) => id) },
      content: { type: 'text', values: members.map(({ content }) => content) },
    },
    'adopted',
  );
  // Of rows that an earlier release has recorded the content is not known; they are taken for the same.
  const recorded = await transaction.all<{ member_id: number }>(sql`
    insert into ${adoptedMembers} (cell_uuid, member_id, group_uuid, adopted_at, content)
    select ${cellUuid}, adopted.member_id, ${groupUuid}, ${adoptedAt}, adopted.content
    from ${rows} where true
    on conflict (cell_uuid, member_id, group_uuid)
      do update set adopted_at = excluded.adopted_at, content = excluded.content
      where ${adoptedMembers}.content <> excluded.content
    returning member_id`);
  return new Set(recorded.map(({ member_id }) => member_id));
}
