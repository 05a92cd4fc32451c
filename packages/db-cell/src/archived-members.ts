/**
 * Live members that Nova has archived: its releases 23 and 24 take everything under a soft-deleted group
 * along, and so a member that came in after the group had moved, before a run could let it follow.
 */
import type { Reader, Transaction } from '@cellbridge/database';
import { normalizeTimestamp } from '@cellbridge/schema';
import { sql } from 'drizzle-orm';
import type { LiveRow } from './detached-rows.js';

/** A live member row in Nova's shadow table. */
export interface ArchivedMember extends LiveRow {
  readonly groupId: number;
  /** The uuid of its group, which was archived with it. */
  readonly groupUuid: string;
}

/** Lists live archived members in the order of their ids, from `afterId` on. The shadow tables must be there. */
export async function listArchivedMembers(
  reader: Reader,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<ArchivedMember[]> {
  const rows = await reader.all<{
    id: number;
    group_id: number;
    uuid: string;
    instance_id: string | null;
    created_at: string | number | null;
  }>(sql`
    select m.id, m.group_id, g.uuid, m.instance_id, m.created_at
    from shadow_instance_group_member m
    join shadow_instance_groups g on g.id = m.group_id
    where m.deleted = 0 and g.deleted <> 0 and m.id > ${afterId}
    order by m.id limit ${limit}`);
  return rows.map(({ id, group_id, uuid, instance_id, created_at }) => ({
    id,
    groupId: group_id,
    groupUuid: uuid,
    value: instance_id,
    createdAt: created_at === null ? null : normalizeTimestamp(created_at),
  }));
}

/** Soft-deletes archived members. @returns the ids of those that were live still; they are locked. */
export async function softDeleteArchivedMembers(
  transaction: Transaction,
  ids: readonly number[],
  now: string,
): Promise<Set<number>> {
  const rows = await transaction.all<{ id: number }>(sql`
    update shadow_instance_group_member set deleted = id, deleted_at = ${now}
    where deleted = 0 and ${transaction.dialect.anyOf(sql`id`, ids, 'integer')}
    returning id`);
  return new Set(rows.map(({ id }) => id));
}
