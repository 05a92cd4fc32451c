import { distinctValues, type GroupRow, groupRowColumns } from '@cellbridge/db-common';
import { sql } from 'drizzle-orm';
import type { ApiReader } from './api-database.js';
import type { ApiGroup } from './group.js';
import { readRules } from './group-rules.js';

/**
 * Returns the columns of a whole group, for one `select` from `instance_groups`.
 *
 * Policies and members are sub-selects of the same statement: all three come from one snapshot, and a list does
 * not multiply policies by members as a join does.
 *
 * @param withRules the result of `hasRules`.
 */
export function groupColumns({ dialect, tables }: ApiReader, withRules: boolean) {
  const { instanceGroups, instanceGroupPolicy, instanceGroupMember } = tables;
  return {
    ...groupRowColumns(instanceGroups),
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

/** A row of {@link groupColumns}. */
export interface GroupRowParts extends GroupRow {
  readonly policyRows: readonly [policy: string | null, rules: string | null][];
  readonly memberRows: readonly (string | null)[];
}

/** Turns a row of {@link groupColumns} into a group. */
export function toGroup({ policyRows, memberRows, ...row }: GroupRowParts): ApiGroup {
  return {
    ...row,
    policies: distinctValues(policyRows.map(([policy]) => policy)),
    ...readRules(policyRows.map(([, text]) => text)),
    members: distinctValues(memberRows),
  };
}
