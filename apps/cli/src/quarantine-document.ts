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

/** A side of a quarantined group for programs, in the same way. */
export function withIsoTimes(group: object | null): object | null {
  if (group === null) return null;
  const isTime = (field: string) => field === 'createdAt' || field === 'updatedAt';
  const fields = Object.entries(group).map(([field, value]: [string, unknown]) => [
    field,
    isTime(field) ? toIso(value as string | null) : value,
  ]);
  return Object.fromEntries(fields) as object;
}
