import type { DetachedKind } from '@cellbridge/db-cell';
import { showValue } from '../show-value.js';

/** In the order of a report. */
export const FINDING_KINDS = [
  'missing',
  'unproven',
  'different',
  'duplicated',
  'remapped',
  'unmapped',
  'invalid',
  'leftover',
  'stranded',
  'orphaned',
  'quarantined',
] as const;

/**
 * What can be wrong.
 *
 * - `missing`: a cell proves by its receipt that a group has moved, and the API database knows neither
 *   the group nor a receipt of it.
 * - `unproven`: one side alone has a receipt. Either the API database has the group and lost its
 *   receipt; or its receipt names a row of the cell that is soft-deleted, and the cell has no receipt.
 *   Rows that Nova archived and purged prove nothing, and are no finding.
 * - `different`: the API database has the group, and not as it moved, although no change of it is
 *   recorded: a field, a policy, rules or a time stamp. Or the two sides' receipts of the move have
 *   different digests. Members that were added or removed are a change.
 * - `duplicated`: a uuid that is live in two cells, or live in a cell and known to the API database
 *   (there, or destroyed) without having moved from that row; a policy or member that a group of the API database holds in
 *   two rows; a uuid that two of its groups have.
 * - `remapped`: a cell was mapped again, under another uuid than its receipts name. One for each of
 *   these uuids.
 * - `unmapped`: receipts of the API database name a cell that is in no mapping. One for each such cell.
 * - `invalid`: a row that nobody can make sense of: a member of the API database without an instance
 *   uuid, rules there that are not a JSON object of whole numbers, a row of a cell that is neither live
 *   nor soft-deleted.
 * - `leftover`: the group has moved or was destroyed, and its row in the cell is live. The next run ends it.
 * - `stranded`: a live policy or member row in a cell under a group that has moved from there, or was
 *   destroyed there, as either side's receipt says. The next run lets it follow its group.
 * - `orphaned`: a policy or member row without a group in the API database; a live one in a cell
 *   without a live group there that has not moved either.
 * - `quarantined`: an open entry of the quarantine.
 */
export type FindingKind = (typeof FINDING_KINDS)[number];

const NAMES: Readonly<Record<DetachedKind, string>> = {
  policy: 'Policy',
  member: 'Member',
  'archived-member': 'Archived member',
};

/** Kinds that nothing needs to be done about: Nova leaves such rows as well, and nobody reads them. */
export const HARMLESS_KINDS: readonly FindingKind[] = ['orphaned'];

/** One thing that is wrong, and where. */
export interface Finding {
  readonly kind: FindingKind;
  /** The cell that it concerns, mapped or not; `null` where it concerns the API database alone. */
  readonly cellUuid: string | null;
  /** `null` where a row has no group, or it concerns a whole cell. */
  readonly groupUuid: string | null;
  /** What exactly, in plain words. */
  readonly details: string;
}

/** A group of which it is unknown whether it is as it should be. */
export interface UndecidedGroup {
  readonly cellUuid: string;
  readonly groupUuid: string;
  /** Why, in one sentence. */
  readonly details: string;
}

export function describeRow(kind: DetachedKind, id: number, value: string | null): string {
  const shown = value === null ? 'without a value' : showValue(value);
  return `${NAMES[kind]} row ${id} (${shown})`;
}
