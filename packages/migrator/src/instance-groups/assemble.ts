import type { MovedGroup, MovedRow } from '@cellbridge/db-api';
import type { CellGroupRow, TakenRow } from '@cellbridge/db-cell';
import { digestOf } from './content.js';

/** Puts rows that were read from a cell together to whole groups, each policy and member once. */
export function assemble(
  rows: readonly CellGroupRow[],
  taken: { policies: readonly TakenRow[]; members: readonly TakenRow[] },
): MovedGroup[] {
  const policies = byGroup(taken.policies);
  const members = byGroup(taken.members);
  return rows.map(({ id, ...row }) => {
    const group = {
      ...row,
      cellGroupId: id,
      policies: distinct(policies.get(id) ?? []),
      members: distinct(members.get(id) ?? []),
      lastMemberId: members.get(id)?.at(-1)?.id ?? 0,
    };
    const values = {
      policies: group.policies.map(({ value }) => value),
      members: group.members.map(({ value }) => value),
    };
    return { ...group, digest: digestOf({ ...group, ...values }) };
  });
}

function byGroup(rows: readonly TakenRow[]): Map<number, TakenRow[]> {
  const groups = new Map<number, TakenRow[]>();
  for (const row of rows) {
    const group = groups.get(row.groupId);
    if (group) group.push(row);
    else groups.set(row.groupId, [row]);
  }
  return groups;
}

/** The first row of each value; a row without a value says nothing. */
function distinct(rows: readonly TakenRow[]): MovedRow[] {
  const first = new Map<string, MovedRow>();
  for (const { value, createdAt, updatedAt } of rows) {
    if (value !== null && !first.has(value)) first.set(value, { value, createdAt, updatedAt });
  }
  return [...first.values()];
}
