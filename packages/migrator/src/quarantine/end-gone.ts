import { closeEntry, type Quarantined } from '@cellbridge/db-api';
import { type Deployment, now } from '@cellbridge/objects';

/** Ends the quarantine of a group whose row in the cell is no longer live, or has become another group's. */
export async function endGone(
  { api }: Deployment,
  entry: Quarantined,
  resolvedBy: string,
): Promise<void> {
  const end = { resolution: 'gone', resolvedBy } as const;
  await api.transaction((transaction) => closeEntry(transaction, entry, end, now()));
}
