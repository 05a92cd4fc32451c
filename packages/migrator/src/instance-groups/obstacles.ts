/** Why a group cannot move: the reasons that need no attempt. */

import type { Quarantined, Receipt } from '@cellbridge/db-api';

/** Why a group is put into quarantine. */
export type Obstacle = Pick<Quarantined, 'reason' | 'details'>;

/** The API database has lost another group of the uuid. */
export const ANOTHER_LOST: Obstacle = {
  reason: 'different',
  details:
    'The API database has lost another group of this uuid that moved; "cellbridge db recover" brings it back.',
};

/** The API database has a group of the uuid that is not the same. */
export function otherContent(differences: readonly string[]): Obstacle {
  const both = differences.length > 0 ? `: ${differences.join('; ')}` : '';
  const details = `The API database has a group of this uuid with other content${both}.`;
  return { reason: 'different', details };
}

/** A group of the uuid was destroyed. */
export function destroyedSince(receipt: Receipt | undefined): Obstacle {
  const details = receipt?.cellUuid
    ? `A group of this uuid moved from row ${receipt.cellGroupId} of cell ${receipt.cellUuid}, and was destroyed since.`
    : 'A group of this uuid was destroyed in the API database.';
  return { reason: 'destroyed', details };
}
