import { asc, count, eq, sql } from 'drizzle-orm';
import type { ApiReader } from './api-database.js';
import type { ApiGroup } from './group.js';
import { readStoredRules } from './group-rules.js';
import { hasRules } from './later-columns.js';

/** A policy or member row with its timestamps, `YYYY-MM-DD HH:MM:SS.ffffff`, UTC. */
export interface StampedRow {
  readonly id: number;
  readonly groupUuid: string;
  /** The policy, or the member's instance uuid. */
  readonly value: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

/** A group with every row of its policies and members, including repeated and empty ones. */
export interface StampedGroup
  extends Pick<
    ApiGroup,
    'id' | 'uuid' | 'name' | 'userId' | 'projectId' | 'createdAt' | 'updatedAt'
  > {
  /** As stored, the values as strings or numbers; `{}` if they are not a JSON object. */
  readonly rules: Readonly<Record<string, unknown>>;
  /** In the order of their ids. */
  readonly policies: readonly StampedRow[];
  /** In the order of their ids. */
  readonly members: readonly StampedRow[];
}

/**
 * Reads groups with the timestamps of all their rows, by uuid, without missing groups. Three statements: call
 * it in a transaction, or in a snapshot.
 */
export async function findStampedGroups(
  reader: ApiReader,
  uuids: readonly string[],
): Promise<Map<string, StampedGroup>> {
  if (uuids.length === 0) return new Map();
  const { instanceGroups, instanceGroupPolicy, instanceGroupMember } = reader.tables;
  const isAsked = reader.dialect.holdsAnyOf(instanceGroups.uuid, uuids);
  const groups = await reader.select().from(instanceGroups).where(isAsked);
  const policies = await reader
    .select({
      id: instanceGroupPolicy.id,
      groupUuid: instanceGroups.uuid,
      value: instanceGroupPolicy.policy,
      createdAt: instanceGroupPolicy.createdAt,
      updatedAt: instanceGroupPolicy.updatedAt,
      rules: (await hasRules(reader)) ? instanceGroupPolicy.rules : sql<string | null>`null`,
    })
    .from(instanceGroupPolicy)
    .innerJoin(instanceGroups, eq(instanceGroups.id, instanceGroupPolicy.groupId))
    .where(isAsked)
    .orderBy(asc(instanceGroupPolicy.id));
  const members = await reader
    .select({
      id: instanceGroupMember.id,
      groupUuid: instanceGroups.uuid,
      value: instanceGroupMember.instanceUuid,
      createdAt: instanceGroupMember.createdAt,
      updatedAt: instanceGroupMember.updatedAt,
    })
    .from(instanceGroupMember)
    .innerJoin(instanceGroups, eq(instanceGroups.id, instanceGroupMember.groupId))
    .where(isAsked)
    .orderBy(asc(instanceGroupMember.id));
  const policiesOf = groupBy(policies);
  const membersOf = groupBy(members);
  return new Map(
    groups.map((group) => {
      const own = policiesOf.get(group.uuid) ?? [];
      const rules = readStoredRules(own.map((policy) => policy.rules));
      const rows = { policies: own, members: membersOf.get(group.uuid) ?? [] };
      return [group.uuid, { ...group, rules, ...rows }];
    }),
  );
}

/** Returns how many members each of these groups has, by uuid: the size of a page of them. */
export async function countMembers(
  reader: ApiReader,
  uuids: readonly string[],
): Promise<Map<string, number>> {
  const { instanceGroups, instanceGroupMember } = reader.tables;
  const rows = await reader
    .select({ uuid: instanceGroups.uuid, members: count() })
    .from(instanceGroupMember)
    .innerJoin(instanceGroups, eq(instanceGroups.id, instanceGroupMember.groupId))
    .where(reader.dialect.holdsAnyOf(instanceGroups.uuid, uuids))
    .groupBy(instanceGroups.uuid);
  return new Map(rows.map(({ uuid, members }) => [uuid, Number(members)]));
}

function groupBy<Row extends { readonly groupUuid: string }>(
  rows: readonly Row[],
): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(row.groupUuid);
    if (group) group.push(row);
    else groups.set(row.groupUuid, [row]);
  }
  return groups;
}
