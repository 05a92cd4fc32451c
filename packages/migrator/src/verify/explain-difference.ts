import type { Receipt, StampedGroup } from '@cellbridge/db-api';
import type { MovedContent } from '@cellbridge/db-cell';
import {
  type DigestedRow,
  type DigestPart,
  differingParts,
  digestOf,
  isSameContent,
} from '../instance-groups/digest.js';

/** A group of the API database that is not as its receipt says. */
export interface Altered {
  readonly receipt: Receipt;
  readonly group: StampedGroup;
  /** What the cell's rows say that moved, archived ones included, if they are still there. */
  readonly moved: MovedContent | undefined;
}

/** What no recorded change explains. */
export interface Verdict {
  /** In plain words; empty where recorded changes explain all. */
  readonly unexplained: readonly string[];
  /** Whether members differ while the cell no longer says which moved: some may have been removed. */
  readonly isUndecided: boolean;
}

/** What of a group is a part of which digest part, and under which names a change of it is recorded. */
const FIELDS = ['name', 'userId', 'projectId'] as const;

/**
 * Which parts of an altered group no change after the move explains. A change through the objects is
 * recorded in the receipt (`changed`); members come and go in Nova without a trace.
 */
export function explainDifference({ receipt, group, moved }: Altered): Verdict {
  const parts = differingParts(digestOf(group), receipt.digest);
  const isChanged = (...fields: string[]) =>
    fields.some((field) => receipt.changed.includes(field));
  const content = moved && isSameContent(digestOf(moved), receipt.digest) ? moved : undefined;
  const unexplained = [
    ...explainFields(parts, isChanged, group, content),
    ...explainStamps(parts, isChanged, group, content),
    ...explainMembers(parts, isChanged, group, content),
  ];
  const isUndecided =
    unexplained.length === 0 && parts.has('members') && !content && !isChanged('members');
  return { unexplained, isUndecided };
}

type IsChanged = (...fields: string[]) => boolean;

function explainFields(
  parts: ReadonlySet<DigestPart>,
  isChanged: IsChanged,
  group: StampedGroup,
  content: MovedContent | undefined,
): string[] {
  if (!parts.has('fields')) return [];
  if (!content) {
    return isChanged(...FIELDS, 'policies') ? [] : ['name, user, project or policies'];
  }
  const differing: string[] = FIELDS.filter((field) => group[field] !== content[field]);
  if (!isSameSet(values(group.policies), values(content.policies))) differing.push('policies');
  return differing.filter((field) => !isChanged(field));
}

function explainStamps(
  parts: ReadonlySet<DigestPart>,
  isChanged: IsChanged,
  group: StampedGroup,
  content: MovedContent | undefined,
): string[] {
  if (!parts.has('stamps')) return [];
  const differing: string[] = [];
  const hasRules = Object.keys(group.rules).length > 0 || group.unreadableRules !== undefined;
  if (hasRules && !isChanged('rules')) differing.push('rules');
  if (!content) {
    if (differing.length === 0 && !isChanged('updatedAt', 'policies'))
      differing.push('time stamps');
    return differing;
  }
  if (group.createdAt !== content.createdAt) differing.push('createdAt');
  if (group.updatedAt !== content.updatedAt && !isChanged('updatedAt')) differing.push('updatedAt');
  if (!isChanged('policies') && !haveSameStamps(group.policies, content.policies)) {
    differing.push('time stamps of policies');
  }
  return differing;
}

function explainMembers(
  parts: ReadonlySet<DigestPart>,
  isChanged: IsChanged,
  group: StampedGroup,
  content: MovedContent | undefined,
): string[] {
  if (!parts.has('memberStamps') || isChanged('members')) return [];
  if (!content) return parts.has('members') ? [] : ['time stamps of members'];
  return haveSameStamps(group.members, content.members) ? [] : ['time stamps of members'];
}

function values(rows: readonly DigestedRow[]): (string | null)[] {
  return rows.map(({ value }) => value);
}

function isSameSet<T>(left: readonly T[], right: readonly T[]): boolean {
  const kept = new Set(left);
  return kept.size === new Set(right).size && right.every((value) => kept.has(value));
}

/** Whether the rows that are on both sides have the time stamps that moved. */
function haveSameStamps(there: readonly DigestedRow[], moved: readonly DigestedRow[]): boolean {
  const stamps = new Map<string, DigestedRow>();
  for (const row of moved) {
    if (row.value !== null && !stamps.has(row.value)) stamps.set(row.value, row);
  }
  return there.every(({ value, createdAt, updatedAt }) => {
    const row = value === null ? undefined : stamps.get(value);
    return !row || (row.createdAt === createdAt && row.updatedAt === updatedAt);
  });
}
