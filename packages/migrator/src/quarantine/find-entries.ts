import { canonicalUuid, listQuarantine, type Quarantined } from '@cellbridge/db-api';
import { type Deployment, InvalidInputError } from '@cellbridge/objects';

/**
 * Finds the quarantine of a group, an entry for each cell that holds it, however its uuid is spelled: as it
 * is stored, else those of other spellings.
 *
 * @throws InvalidInputError if there is none, or if other spellings are those of several groups.
 */
export async function findEntries(
  { api }: Deployment,
  groupUuid: string,
  { resolved = false }: { resolved?: boolean } = {},
): Promise<Quarantined[]> {
  const exact = await listQuarantine(api, { groupUuid, resolved });
  if (exact.length > 0) return exact;
  const entries = await listQuarantine(api, { resolved });
  const wanted = canonicalUuid(groupUuid);
  const found = entries.filter((entry) => canonicalUuid(entry.groupUuid) === wanted);
  const spellings = [...new Set(found.map((entry) => entry.groupUuid))];
  if (spellings.length > 1) {
    throw new InvalidInputError(
      `Several groups in quarantine have the uuid ${groupUuid} in another spelling: ${spellings.join(', ')}. Use one of these spellings.`,
    );
  }
  if (found.length > 0) return found;
  throw new InvalidInputError(
    `Group ${groupUuid} is not in quarantine; "cellbridge quarantine list" shows the groups that are.`,
  );
}
