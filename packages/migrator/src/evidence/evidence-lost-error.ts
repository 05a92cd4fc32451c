import { CellbridgeError } from '@cellbridge/objects';
import type { Loss } from './one-sided.js';

/** How many groups a message names. */
const MAX_NAMED_GROUPS = 10;

/** A group whose move the API database no longer knows. */
export interface LostGroup {
  readonly loss: Loss;
  /** `null` where the cell no longer says it. */
  readonly groupUuid: string | null;
  /** The id of its row in the cell, where it has no uuid to name it by. */
  readonly cellGroupId: number | null;
}

/** A cell proves that groups have moved of which the API database has lost the trace. */
export class EvidenceLostError extends CellbridgeError {
  static override readonly code = 'EVIDENCE_LOST';

  constructor(lost: readonly LostGroup[]) {
    const uuids = lost.map(({ groupUuid, cellGroupId }) => groupUuid ?? `row ${cellGroupId}`);
    const more =
      uuids.length > MAX_NAMED_GROUPS ? ` and ${uuids.length - MAX_NAMED_GROUPS} more` : '';
    const names = `${uuids.slice(0, MAX_NAMED_GROUPS).join(', ')}${more}`;
    const groups = uuids.length === 1 ? '1 group' : `${uuids.length} groups`;
    const message = lost.every(({ loss }) => loss === 'mapping')
      ? `${groups} moved from here while the cell was mapped under another uuid (${names}). "cellbridge db recover" gives the receipts the uuid that it has now.`
      : `The API database has lost the trace of ${groups} moved from here (${names}). Was it restored from a backup? "cellbridge db recover" brings back what is lost.`;
    super(message);
  }
}
