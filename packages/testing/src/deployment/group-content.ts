import type { Row, Value } from '../raw/raw-database.js';

/** What a group holds, in the same form for both databases: its move changes nothing here. */
export interface GroupContent {
  readonly uuid: string;
  readonly name: string | null;
  readonly userId: string | null;
  readonly projectId: string | null;
  /** Each once, sorted. */
  readonly policies: readonly Value[];
  /** Each once, sorted. */
  readonly members: readonly Value[];
  /** `YYYY-MM-DD HH:MM:SS.ffffff` */
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

/** The rows of the three tables. Those of the members have the column `instance`. */
export interface GroupRows {
  readonly groups: readonly Row[];
  readonly policies: readonly Row[];
  readonly members: readonly Row[];
}

/** Makes groups from rows, sorted by uuid. */
export function foldGroups({ groups, policies, members }: GroupRows): GroupContent[] {
  const policiesOf = collect(policies, 'policy');
  const membersOf = collect(members, 'instance');
  return groups
    .map((row) => ({
      uuid: String(row.uuid),
      name: textOf(row.name),
      userId: textOf(row.user_id),
      projectId: textOf(row.project_id),
      policies: [...(policiesOf.get(row.id) ?? [])].sort(),
      members: [...(membersOf.get(row.id) ?? [])].sort(),
      createdAt: textOf(row.created_at),
      updatedAt: textOf(row.updated_at),
    }))
    .sort((left, right) => (left.uuid < right.uuid ? -1 : 1));
}

function collect(rows: readonly Row[], column: string): Map<Value | undefined, Set<Value>> {
  const sets = new Map<Value | undefined, Set<Value>>();
  for (const row of rows) {
    const set = sets.get(row.group_id) ?? new Set<Value>();
    sets.set(row.group_id, set.add(row[column] ?? null));
  }
  return sets;
}

function textOf(value: Value | undefined): string | null {
  return value === undefined || value === null ? null : String(value);
}
