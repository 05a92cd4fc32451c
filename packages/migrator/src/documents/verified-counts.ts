import type { CellVerification } from '../verify/verify-report.js';

/** What the numbers of {@link verifiedCounts} are, in their order. */
export const VERIFIED_COUNTS = [
  'Compared',
  'Changed since',
  'Destroyed since',
  'Undecided',
  'Unproved',
  'Not moved',
  'Findings',
] as const;

/**
 * What was counted in a cell, in groups, and its findings.
 *
 * @param isMissed whether the cell did not answer: then a count of 0 means nothing, and is `null`.
 */
export function verifiedCounts(
  { compared, changed, destroyed, undecided, unproved, pending, findings }: CellVerification,
  { isMissed }: { readonly isMissed: boolean },
): (number | null)[] {
  const found = Object.values(findings).reduce((sum, count) => sum + count, 0);
  const counts = [compared, changed, destroyed, undecided, unproved, pending, found];
  return counts.map((count) => (isMissed && count === 0 ? null : count));
}
