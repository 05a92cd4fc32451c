import type { CellInUseError } from './cell-in-use-error.js';
import type { EvidenceLostError } from './evidence/evidence-lost-error.js';
import type { CellFailedError } from './instance-groups/cell-failed-error.js';
import type { ClaimRevokedError } from './instance-groups/claim-revoked-error.js';
import type { StrandedPolicyError } from './instance-groups/stranded-policy-error.js';
import type { UnreadableValueError } from './instance-groups/unreadable-value-error.js';
import type { InvalidMigrationResultError } from './invalid-migration-result-error.js';

/** The codes of this package's own errors. */
export type MigratorErrorCode = (
  | typeof CellFailedError
  | typeof CellInUseError
  | typeof ClaimRevokedError
  | typeof EvidenceLostError
  | typeof InvalidMigrationResultError
  | typeof StrandedPolicyError
  | typeof UnreadableValueError
)['code'];
