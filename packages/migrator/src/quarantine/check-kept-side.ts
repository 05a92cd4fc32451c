import type { Quarantined } from '@cellbridge/db-api';
import { InvalidInputError } from '@cellbridge/objects';
import type { Keep } from './choices.js';

/**
 * Refuses to keep the cell's side of a group that several cells hold: the last one would win by chance.
 *
 * @throws InvalidInputError that names the group.
 */
export function checkKeptSide(entries: readonly Quarantined[], keep: Keep): void {
  if (keep !== 'cell') return;
  const seen = new Set<string>();
  for (const { groupUuid } of entries) {
    if (seen.has(groupUuid)) {
      throw new InvalidInputError(
        `Group ${groupUuid} is in quarantine in several cells; name the cell whose side is kept (--cell).`,
      );
    }
    seen.add(groupUuid);
  }
}
