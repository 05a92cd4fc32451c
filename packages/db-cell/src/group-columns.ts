import { distinctValues, type GroupRow, groupRowColumns } from '@cellbridge/db-common';
import { sql } from 'drizzle-orm';
import type { CellReader } from './cell-database.js';
import type { CellGroup } from './group.js';

/**
 * Returns the columns of a whole group, for one `select` from `instance_groups`. Live policies and members are
 * sub-selects of the same statement, so all three come from one snapshot.
 */
export function groupColumns({ dialect, tables }: CellReader) {
  const { instanceGroups, instanceGroupPolicy, instanceGroupMember } = tables;
  return {
    ...groupRowColumns(instanceGroups),
    policyRows: dialect.jsonArray<string | null>(
      sql`p.policy`,
      sql`${instanceGroupPolicy} p where p.group_id = ${instanceGroups.id} and p.deleted = 0`,
      sql`p.id`,
    ),
    memberRows: dialect.jsonArray<string | null>(
      sql`m.instance_id`,
      sql`${instanceGroupMember} m where m.group_id = ${instanceGroups.id} and m.deleted = 0`,
      sql`m.id`,
    ),
  };
}

/** A row of {@link groupColumns}. */
interface GroupRowParts extends GroupRow {
  readonly policyRows: readonly (string | null)[];
  readonly memberRows: readonly (string | null)[];
}

/** Turns a row of {@link groupColumns} into a group. */
export function toGroup({ policyRows, memberRows, ...row }: GroupRowParts): CellGroup {
  return { ...row, policies: distinctValues(policyRows), members: distinctValues(memberRows) };
}
