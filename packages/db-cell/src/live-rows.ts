import { type SQL, sql } from 'drizzle-orm';
import type { CellReader } from './cell-database.js';
import { MOVED_PREFIX } from './cell-receipts.js';

/**
 * Returns whether a cell holds a live row that a read could need: a live group, or a live policy or member of a
 * group that has moved from here, as its cell receipt says.
 *
 * Live policies and members of groups that never moved are orphans, which Nova often leaves behind; they do not
 * count. One statement, which reads only the live rows, by their indexes.
 */
export async function hasLiveRows(reader: CellReader): Promise<boolean> {
  const { instanceGroups, instanceGroupPolicy, instanceGroupMember } = reader.tables;
  // A sub-select, not a join: for a join PostgreSQL may read all receipts.
  const hasMoved = sql`(
    select receipt.id from ${instanceGroupPolicy} receipt
    where receipt.group_id = live.group_id and receipt.deleted <> 0
      and receipt.policy like ${`${MOVED_PREFIX}%`} limit 1) is not null`;
  const exists = (from: SQL) => sql`exists (select live.id from ${from})`;
  const [row] = await reader.all<{ found: number }>(sql`
    select case
      when ${exists(sql`${instanceGroups} live where live.deleted = 0`)} then 1
      when ${exists(sql`${instanceGroupMember} live where live.deleted = 0 and ${hasMoved}`)} then 1
      when ${exists(sql`${instanceGroupPolicy} live where live.deleted = 0 and ${hasMoved}`)} then 1
      else 0 end as found`);
  return row?.found === 1;
}

/**
 * Returns whether a cell holds a live policy or member of a group that has moved from here and whose cell
 * receipt Nova has archived: in its own table, or archived with the receipt. The shadow tables must exist.
 */
export async function hasLiveRowsOfArchived(reader: CellReader): Promise<boolean> {
  const { instanceGroupPolicy, instanceGroupMember } = reader.tables;
  // The receipts are read once: the shadow tables have no index to find those of a group.
  const existsIn = (table: SQL) => sql`exists (
    select id from ${table} where deleted = 0 and group_id in (select group_id from moved))`;
  const [row] = await reader.all<{ found: number }>(sql`
    with moved as (
      select group_id from shadow_instance_group_policy
      where deleted <> 0 and policy like ${`${MOVED_PREFIX}%`})
    select case
      when ${existsIn(sql`shadow_instance_group_member`)} then 1
      when ${existsIn(sql`${instanceGroupMember}`)} then 1
      when ${existsIn(sql`${instanceGroupPolicy}`)} then 1
      else 0 end as found`);
  return row?.found === 1;
}
