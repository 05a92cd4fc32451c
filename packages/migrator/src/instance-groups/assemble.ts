import type { ApiDatabase, MovedGroup, MovedRow } from '@cellbridge/db-api';
import type { GroupRow, TakenGroups, TakenRow } from '@cellbridge/db-cell';
import { asKept } from './as-kept.js';
import { digestOf } from './digest.js';

/** Puts rows that were read from a cell together to whole groups as the API database keeps them. */
export function assemble(
  api: Pick<ApiDatabase, 'dialect'>,
  rows: readonly GroupRow[],
  taken: TakenGroups,
): MovedGroup[] {
  const policies = byGroup(taken.policies);
  const members = byGroup(taken.members);
  return rows.map(({ id, ...row }) => {
    const parts = { policies: policies.get(id) ?? [], members: members.get(id) ?? [] };
    const lastMemberId = taken.lastMemberIds.get(id) ?? 0;
    return toMovedGroup(asKept(api, { ...row, ...parts, cellGroupId: id, lastMemberId }));
  });
}

/** A group as it moves, from its rows in the cell as {@link asKept}: each policy and member once. */
export function toMovedGroup(
  group: Omit<MovedGroup, 'policies' | 'members' | 'digest'> &
    Pick<TakenGroups, 'policies' | 'members'>,
): MovedGroup {
  return {
    ...group,
    policies: distinct(group.policies),
    members: distinct(group.members),
    digest: digestOf(group),
  };
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
