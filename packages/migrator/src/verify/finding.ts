/** In the order of a report. */
export const FINDING_KINDS = [
  'missing',
  'different',
  'duplicated',
  'leftover',
  'stranded',
  'orphaned',
  'quarantined',
] as const;

/**
 * What can be wrong.
 *
 * - `missing`: a cell's row was soft-deleted in a batch of the move, and the API database has
 *   neither the group nor its receipt. Said only where the cell's progress counts more moved groups
 *   than there are receipts and the row ended at the same microsecond as a row beside it; any other
 *   row that the API database does not know may have been destroyed in its cell before the move.
 * - `different`: the API database has the group, and not as it moved, although nothing was changed
 *   since: a field or policy differs and neither the group's `created_at` or `updated_at` nor a
 *   policy's `created_at` is later than the move, or a member is there that neither moved nor was
 *   added later.
 * - `duplicated`: a uuid that is live in two cells, or live in a cell and known to the API database
 *   without having moved from that row; a policy or member that a group of the API database holds in
 *   two rows; a uuid that two of its groups bear.
 * - `leftover`: the group has moved and its row in the cell is still live. The next run ends it.
 * - `stranded`: a live policy or member row in a cell under a group that has moved from there. The
 *   next run lets members follow.
 * - `orphaned`: a policy or member row without a group in the API database; a live one in a cell
 *   without a live group there that has not moved either.
 * - `quarantined`: an open entry of the quarantine.
 */
export type FindingKind = (typeof FINDING_KINDS)[number];

/** One thing that is wrong, and where. */
export interface Finding {
  readonly kind: FindingKind;
  /** The cell that it concerns; `null` where it concerns the API database alone. */
  readonly cellUuid: string | null;
  /** `null` where a row has no group. */
  readonly groupUuid: string | null;
  /** What exactly, in one sentence. */
  readonly details: string;
}

export function describeRow(kind: 'policy' | 'member', id: number, value: string | null): string {
  return `${kind === 'policy' ? 'Policy' : 'Member'} row ${id} (${value ?? 'without a value'})`;
}
