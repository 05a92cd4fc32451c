/**
 * The queries of a verification on the API database, except those on receipts and groups. Each function reads
 * one page in one statement, so a whole database is read in constant memory.
 */

import { readablePage } from '@cellbridge/db-common';
import { and, asc, count, eq, gt, gte, isNotNull, isNull, lte, not, sql } from 'drizzle-orm';
import type { ApiReader } from './api-database.js';
import { readRules } from './group-rules.js';
import { hasRules } from './later-columns.js';
import type { Quarantined } from './quarantine.js';

/** The kind of row of a group: a policy or a member. */
export type GroupRowKind = 'policy' | 'member';

/** A policy or member row without its group. */
export interface OrphanRow {
  readonly id: number;
  /** The id of the missing row. */
  readonly groupId: number;
  /** The policy, or the member's instance uuid. */
  readonly value: string | null;
}

/** Lists the ids of groups, ascending, from `afterId` on. */
export async function listGroupIds(
  reader: ApiReader,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<number[]> {
  const { instanceGroups } = reader.tables;
  const rows = await reader
    .select({ id: instanceGroups.id })
    .from(instanceGroups)
    .where(gt(instanceGroups.id, afterId))
    .orderBy(asc(instanceGroups.id))
    .limit(limit);
  return rows.map(({ id }) => id);
}

/** Finds the values that a group holds in more than one row, for group ids in a range. */
export async function findRepeatedRows(
  reader: ApiReader,
  kind: GroupRowKind,
  { fromId, toId }: { fromId: number; toId: number },
): Promise<{ groupUuid: string; value: string | null; rows: number }[]> {
  const { instanceGroups } = reader.tables;
  const { table, value } = rowsOf(reader, kind);
  const found = await reader
    .select({ groupUuid: instanceGroups.uuid, value, rows: count() })
    .from(table)
    .innerJoin(instanceGroups, eq(instanceGroups.id, table.groupId))
    .where(and(gte(table.groupId, fromId), lte(table.groupId, toId)))
    .groupBy(table.groupId, instanceGroups.uuid, value, reader.dialect.byteOrder(value))
    .having(gt(count(), 1))
    .orderBy(asc(instanceGroups.uuid), asc(value));
  return found.map((row) => ({ ...row, rows: Number(row.rows) }));
}

/** A row of a group that makes no sense. */
export interface InvalidRow {
  readonly id: number;
  readonly groupUuid: string;
}

/** Finds member rows without an instance uuid, for group ids in a range. */
export async function findEmptyMembers(
  reader: ApiReader,
  { fromId, toId }: { fromId: number; toId: number },
): Promise<InvalidRow[]> {
  const { instanceGroups, instanceGroupMember } = reader.tables;
  const { id, groupId, instanceUuid } = instanceGroupMember;
  return await reader
    .select({ id, groupUuid: instanceGroups.uuid })
    .from(instanceGroupMember)
    .innerJoin(instanceGroups, eq(instanceGroups.id, groupId))
    .where(and(gte(groupId, fromId), lte(groupId, toId), isNull(instanceUuid)))
    .orderBy(asc(id));
}

/** Finds rows of groups and of members that hold bytes instead of a uuid, for group ids in a range. */
export async function findBytesAsUuids(
  reader: ApiReader,
  { fromId, toId }: { fromId: number; toId: number },
): Promise<(InvalidRow & { table: 'instance_groups' | 'instance_group_member' })[]> {
  const { instanceGroups, instanceGroupMember } = reader.tables;
  const { id, groupId, instanceUuid } = instanceGroupMember;
  const isText = {
    group: reader.dialect.isText(instanceGroups.uuid),
    member: reader.dialect.isText(instanceUuid),
  };
  if (!isText.group || !isText.member) return [];
  const groups = await reader
    .select({ id: instanceGroups.id, groupUuid: instanceGroups.uuid })
    .from(instanceGroups)
    .where(and(gte(instanceGroups.id, fromId), lte(instanceGroups.id, toId), not(isText.group)))
    .orderBy(asc(instanceGroups.id));
  const members = await reader
    .select({ id, groupUuid: instanceGroups.uuid })
    .from(instanceGroupMember)
    .innerJoin(instanceGroups, eq(instanceGroups.id, groupId))
    .where(and(gte(groupId, fromId), lte(groupId, toId), not(isText.member)))
    .orderBy(asc(id));
  return [
    ...groups.map((row) => ({ ...row, table: 'instance_groups' as const })),
    ...members.map((row) => ({ ...row, table: 'instance_group_member' as const })),
  ];
}

/** Finds policy rows whose rules cannot be read completely, for group ids in a range. */
export async function findUnreadableRules(
  reader: ApiReader,
  { fromId, toId }: { fromId: number; toId: number },
): Promise<(InvalidRow & { rules: string })[]> {
  const { instanceGroups, instanceGroupPolicy } = reader.tables;
  if (!(await hasRules(reader))) return [];
  const { id, groupId, rules } = instanceGroupPolicy;
  const rows = await reader
    .select({ id, groupUuid: instanceGroups.uuid, rules })
    .from(instanceGroupPolicy)
    .innerJoin(instanceGroups, eq(instanceGroups.id, groupId))
    .where(and(gte(groupId, fromId), lte(groupId, toId), isNotNull(rules)))
    .orderBy(asc(id));
  return rows.flatMap((row) => {
    const { unreadableRules } = readRules([row.rules]);
    return unreadableRules === undefined ? [] : [{ ...row, rules: unreadableRules }];
  });
}

/** Lists uuids of more than one group, sorted, from `afterUuid` on, without those that may be unreadable. */
export async function listRepeatedUuids(
  reader: ApiReader,
  { afterUuid, limit }: { afterUuid: string; limit: number },
): Promise<{ uuid: string; rows: number }[]> {
  const { instanceGroups } = reader.tables;
  const found = await readablePage(limit, async (most = limit) =>
    reader
      .select({ uuid: instanceGroups.uuid, rows: count() })
      .from(instanceGroups)
      .where(and(gt(instanceGroups.uuid, afterUuid), reader.dialect.isText(instanceGroups.uuid)))
      .groupBy(instanceGroups.uuid)
      .having(gt(count(), 1))
      .orderBy(asc(instanceGroups.uuid))
      .limit(most),
  );
  return found.map((row) => ({ ...row, rows: Number(row.rows) }));
}

/** Lists policy or member rows without a group, in the order of their ids, from `afterId` on. */
export async function listOrphanRows(
  reader: ApiReader,
  kind: GroupRowKind,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<OrphanRow[]> {
  const { instanceGroups } = reader.tables;
  const { table, value } = rowsOf(reader, kind);
  return await reader
    .select({ id: table.id, groupId: table.groupId, value })
    .from(table)
    .leftJoin(instanceGroups, eq(instanceGroups.id, table.groupId))
    .where(and(gt(table.id, afterId), isNull(instanceGroups.id)))
    .orderBy(asc(table.id))
    .limit(limit);
}

/** Lists the open quarantine of a cell in the order of its entries, from `afterId` on. */
export async function listOpenQuarantine(
  reader: ApiReader,
  cellUuid: string,
  { afterId, limit }: { afterId: number; limit: number },
): Promise<Quarantined[]> {
  const { quarantine } = reader.tables;
  const rows = await reader
    .select()
    .from(quarantine)
    .where(
      and(
        gt(quarantine.id, afterId),
        eq(quarantine.cellUuid, cellUuid),
        isNull(quarantine.resolution),
      ),
    )
    .orderBy(asc(quarantine.id))
    .limit(limit);
  return rows as Quarantined[];
}

/** Returns those of a cell's rows that are in quarantine now. */
export async function findQuarantinedIds(
  reader: ApiReader,
  cellUuid: string,
  cellGroupIds: readonly number[],
): Promise<Set<number>> {
  const { quarantine } = reader.tables;
  const rows = await reader
    .select({ id: quarantine.cellGroupId })
    .from(quarantine)
    .where(
      and(
        eq(quarantine.cellUuid, cellUuid),
        isNull(quarantine.resolution),
        reader.dialect.anyOf(quarantine.cellGroupId, cellGroupIds, 'integer'),
      ),
    );
  return new Set(rows.map(({ id }) => id));
}

function rowsOf(reader: ApiReader, kind: GroupRowKind) {
  const { instanceGroupPolicy, instanceGroupMember } = reader.tables;
  return kind === 'policy'
    ? { table: instanceGroupPolicy, value: sql<string | null>`${instanceGroupPolicy.policy}` }
    : {
        table: instanceGroupMember,
        value: sql<string | null>`${instanceGroupMember.instanceUuid}`,
      };
}
