import type { ApiGroup, Receipt, StampedRow } from '@cellbridge/db-api';
import type { CellGroup } from '@cellbridge/db-cell';
import { digestOf, type GroupContent } from '../instance-groups/content.js';
import { RESOLVED } from '../quarantine/resolve.js';
import { earliestOf } from './clock-skew.js';

/** A group of the API database whose content is not what its receipt says. */
export interface Altered {
  readonly receipt: Receipt;
  readonly group: ApiGroup;
  readonly policyRows: readonly StampedRow[];
  readonly memberRows: readonly StampedRow[];
  /** What the cell's rows say that moved, if they are still there. */
  readonly moved: CellGroup | undefined;
}

/**
 * Which parts of an altered group no change after the move explains; `[]` where changes explain all,
 * and `undefined` where that cannot be told.
 *
 * A member that was removed leaves no trace in the API database, so a member that is not there is
 * always explained.
 */
export function explainDifference(altered: Altered): (keyof GroupContent)[] | undefined {
  const { receipt, group, policyRows, memberRows, moved } = altered;
  if (receipt.runId === RESOLVED) return [];
  const threshold = earliestOf(receipt.movedAt);
  const isLater = (time: string | null) => time !== null && time > threshold;
  // A group of the same uuid that was made since, in place of the one that moved.
  const isRecreated = isLater(group.createdAt) && group.createdAt !== moved?.createdAt;
  const hasNewPolicies = policyRows.some(({ createdAt }) => isLater(createdAt));
  if (!moved || digestOf(moved) !== receipt.digest) {
    const hasNewMembers = memberRows.some(({ createdAt }) => isLater(createdAt));
    const isChanged = isLater(group.updatedAt) || hasNewPolicies || hasNewMembers;
    return isChanged || isRecreated ? [] : undefined;
  }
  if (isRecreated) return [];
  if (isLater(group.updatedAt) && group.updatedAt !== moved.updatedAt) return [];

  const unexplained: (keyof GroupContent)[] = [];
  for (const field of ['name', 'userId', 'projectId'] as const) {
    if (group[field] !== moved[field]) unexplained.push(field);
  }
  if (!hasNewPolicies && !isSameSet(group.policies, moved.policies)) unexplained.push('policies');
  const known = new Set(moved.members);
  const isForeign = ({ value, createdAt }: StampedRow) =>
    value !== null && !known.has(value) && !isLater(createdAt);
  if (memberRows.some(isForeign)) unexplained.push('members');
  return unexplained;
}

function isSameSet(left: readonly string[], right: readonly string[]): boolean {
  const values = new Set(left);
  return values.size === new Set(right).size && right.every((value) => values.has(value));
}
