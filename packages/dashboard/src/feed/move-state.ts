import { listQuarantine } from '@cellbridge/db-api';
import {
  migrationStatus,
  type QuarantineDocument,
  quarantineDocument,
  type StatusDocument,
  statusDocument,
} from '@cellbridge/migrator';
import type { Deployment } from '@cellbridge/objects';

/** How many groups in quarantine the page lists; the others are counted. */
const LISTED_QUARANTINE = 50;

/** How a move stands: what the page shows. */
export interface MoveState {
  readonly status: StatusDocument;
  /** Those that have been in quarantine for longest, 50 at most. */
  readonly quarantine: readonly QuarantineDocument[];
}

/** Reads how a move stands. Changes nothing. */
export async function readMoveState(deployment: Deployment): Promise<MoveState> {
  const found = await migrationStatus(deployment);
  const status = statusDocument(found, deployment.cells);
  const isAny = status.totals.quarantined > 0;
  const entries = isAny ? await listQuarantine(deployment.api, { limit: LISTED_QUARANTINE }) : [];
  return { status, quarantine: entries.map(quarantineDocument) };
}
