import type { Quarantined } from '@cellbridge/db-api';
import { toIso } from '@cellbridge/objects';

/** An entry of the quarantine for programs: its time stamps are ISO 8601, as everywhere. */
export function quarantineDocument(entry: Quarantined): Quarantined {
  const { createdAt, updatedAt, resolvedAt } = entry;
  return {
    ...entry,
    createdAt: toIso(createdAt) ?? createdAt,
    updatedAt: toIso(updatedAt) ?? updatedAt,
    resolvedAt: toIso(resolvedAt),
  };
}
