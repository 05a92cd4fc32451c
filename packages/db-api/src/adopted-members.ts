import { and, eq } from 'drizzle-orm';
import type { ApiTransaction } from './api-database.js';

/** A member row of a cell that follows its group. */
export interface AdoptedRow {
  readonly id: number;
  /** The content of the row. After Nova has archived a row, its id may return with other content. */
  readonly content: string;
}

/**
 * Records that member rows of a cell follow a group that had already moved. The group is locked.
 *
 * @returns the ids that were not recorded yet. A row that was adopted once must not be adopted again: its
 * member may have been removed since.
 */
export async function recordAdopted(
  transaction: ApiTransaction,
  { cellUuid, groupUuid }: { cellUuid: string; groupUuid: string },
  members: readonly AdoptedRow[],
  adoptedAt: string,
): Promise<Set<number>> {
  const { adoptedMembers } = transaction.tables;
  const { memberId, content } = adoptedMembers;
  const asked = members.map(({ id }) => id);
  const recorded = await transaction
    .select({ memberId, content })
    .from(adoptedMembers)
    .where(
      and(
        eq(adoptedMembers.cellUuid, cellUuid),
        eq(adoptedMembers.groupUuid, groupUuid),
        transaction.dialect.anyOf(memberId, asked, 'integer'),
      ),
    );
  const contents = new Map(recorded.map((row) => [row.memberId, row.content]));
  const fresh = members.filter((member) => {
    const known = contents.get(member.id);
    // An earlier release recorded rows without their content; those count as the same.
    return known === undefined || (known !== null && known !== member.content);
  });
  if (fresh.length === 0) return new Set();
  const ids = fresh.map(({ id }) => id);
  const rows = {
    cell_uuid: { type: 'text', values: fresh.map(() => cellUuid) },
    member_id: { type: 'integer', values: ids },
    group_uuid: { type: 'text', values: fresh.map(() => groupUuid) },
    adopted_at: { type: 'timestamp', values: fresh.map(() => adoptedAt) },
    content: { type: 'text', values: fresh.map((member) => member.content) },
  } as const;
  const keys = ['cell_uuid', 'member_id', 'group_uuid'];
  await transaction.upsertRows(adoptedMembers, rows, keys);
  return new Set(ids);
}
