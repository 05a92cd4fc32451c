import { sql } from 'drizzle-orm';
import type { ApiReader } from './api-database.js';
import type { ApiGroup } from './group.js';
import { readRules } from './group-rules.js';

/**
 * The columns of a whole group, for one `select` from `instance_groups`.
 *
 * Policies and members are sub-selects of the same statement, so that all three come from one
 * snapshot, and a list does not multiply policies by members as a join does.
 *
 * @param withRules what `hasRules` says.
 */
export function groupColumns(reader: ApiReader, withRules: boolean) {
  const { dialect } = reader;
  const { instanceGroups, instanceGroupPolicy, instanceGroupMember } = reader.tables;
  return {
    id: instanceGroups.id,
    uuid: instanceGroups.uuid,
    name: instanceGroups.name,
    userId: instanceGroups.userId,
    projectId: instanceGroups.projectId,
    createdAt: instanceGroups.createdAt,
    updatedAt: instanceGroups.updatedAt,
    policyRows: dialect.jsonArray<[policy: string | null, rules: string | null]>(
      [sql`p.policy`, withRules ? sql`p.rules` : sql`null`],
      sql`${instanceGroupPolicy} p where p.group_id = ${instanceGroups.id}`,
      sql`p.id`,
    ),
    memberRows: dialect.jsonArray<string | null>(
      sql`m.instance_uuid`,
      sql`${instanceGroupMember} m where m.group_id = ${instanceGroups.id}`,
      sql`m.id`,
    ),
  };
}

type GroupRow = Pick<
  ApiGroup,
  'id' | 'uuid' | 'name' | 'userId' | 'projectId' | 'createdAt' | 'updatedAt'
> & {
  policyRows: [policy: string | null, rules: string | null][];
  memberRows: (string | null)[];
};

/** Turns a row of {@link groupColumns} into a group. */
export function toGroup({ policyRows, memberRows, ...row }: GroupRow): ApiGroup {
  return {
    ...row,
    policies: distinct(policyRows.map(([policy]) => policy)),
    ...readRules(policyRows.map(([, text]) => text)),
    members: distinct(memberRows),
  };
}

function distinct(values: (string | null)[]): string[] {
  return [...new Set(values)].filter((value) => value !== null);
}
