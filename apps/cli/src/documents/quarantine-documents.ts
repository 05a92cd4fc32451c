import type { Keep, QuarantineDocument } from '@cellbridge/migrator';
import type { ErrorDetails } from './error-document.js';

/** A group in quarantine that was chosen for a decision. */
export interface ChosenGroup
  extends Pick<QuarantineDocument, 'groupUuid' | 'cellUuid' | 'cellGroupId' | 'reason'> {
  readonly cellName: string | null;
}

/** A group that could not be resolved, and stays in quarantine. */
export interface UnresolvedGroup extends ChosenGroup {
  /** Why. */
  readonly error: ErrorDetails;
}

/** Which groups in quarantine were decided, and how. */
export interface ResolutionDocument {
  /** The group, if one was named. */
  readonly uuid: string | null;
  /** The side that was kept. */
  readonly keep: Keep;
  /** Who decided. */
  readonly by: string;
  /** Whether nothing was changed. */
  readonly dryRun: boolean;
  /** Whether Ctrl-C ended it before the last group. */
  readonly stopped: boolean;
  /** The groups that were chosen. */
  readonly selected: readonly ChosenGroup[];
  /** Those that have left the quarantine; none with `dryRun`. */
  readonly resolved: readonly ChosenGroup[];
  /** Those that could not be resolved. */
  readonly failed: readonly UnresolvedGroup[];
}

/** What a new attempt to move quarantined groups did. */
export interface RetryDocument {
  readonly tried: number;
  readonly moved: number;
  /** How many are in quarantine still. Those that are neither moved nor there are no longer live in their cell. */
  readonly quarantined: number;
  /** These, oldest first. */
  readonly groups: readonly QuarantineDocument[];
}
