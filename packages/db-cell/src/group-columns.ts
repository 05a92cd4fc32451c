import { sql } from 'drizzle-orm';
import type { CellReader } from './cell-database.js';
import type { CellGroup, CellGroupRow } from './group.js';

/** The group row's own columns. */
export function rowColumns(reader: CellReader) {
  const { instanceGroups } = reader.tables;
  return {
    id: instanceGroups.id,
    uuid: instanceGroups.uuid,
    name: instanceGroups.name,
    userId: instanceGroups.userId,
    projectId: instanceGroups.projectId,
    createdAt: instanceGroups.createdAt,
    updatedAt: instanceGroups.updatedAt,
  };
}

/**
 * The columns of a whole group, for one `select` from `instance_groups`: live policies and members
 * are sub-selects of the same statement, so that all three come from one snapshot.
 */
export function groupColumns(reader: CellReader) {
  const { dialect } = reader;
  const { instanceGroups, instanceGroupPolicy, instanceGroupMember } = reader.tables;
  return {
    ...rowColumns(reader),
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

/** Turns a row of {@link groupColumns} into a group. */
export function toGroup({
  policyRows,
  memberRows,
  ...row
}: CellGroupRow & {
  policyRows: (string | null)[];
  memberRows: (string | null)[];
}): CellGroup {
  return { ...row, policies: distinct(policyRows), members: distinct(memberRows) };
}

function distinct(values: (string | null)[]): string[] {
  return [...new Set(values)].filter((value) => value !== null);
}
