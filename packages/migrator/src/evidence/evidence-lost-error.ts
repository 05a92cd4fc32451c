import { CellbridgeError } from '@cellbridge/objects';
import type { OneSided } from './one-sided.js';

/** How many groups a message names. */
const NAMED = 10;

/** A cell proves that groups have moved of which the API database has lost the trace. */
export class EvidenceLostError extends CellbridgeError {
  constructor(lost: readonly OneSided[]) {
    const uuids = lost.map(({ receipt }) => receipt.groupUuid ?? `row ${receipt.cellGroupId}`);
    const more = uuids.length > NAMED ? ` and ${uuids.length - NAMED} more` : '';
    const names = `${uuids.slice(0, NAMED).join(', ')}${more}`;
    super(
      `The API database has lost the trace of ${uuids.length} groups that have moved from here (${names}). Was it restored from a backup? "cellbridge db recover" brings them back.`,
      { code: 'EVIDENCE_LOST' },
    );
  }
}
