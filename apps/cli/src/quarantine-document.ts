import type { Quarantined } from '@cellbridge/db-api';
import type { QuarantineDescription } from '@cellbridge/migrator';
import { toIso } from '@cellbridge/objects';

/** A quarantine entry for programs: its time stamps are ISO 8601. */
export function quarantineDocument(entry: Quarantined): Quarantined {
  const { createdAt, updatedAt, resolvedAt } = entry;
  return {
    ...entry,
    createdAt: toIso(createdAt) ?? createdAt,
    updatedAt: toIso(updatedAt) ?? updatedAt,
    resolvedAt: toIso(resolvedAt),
  };
}

/** The same with both sides of the group. */
export function quarantineDescriptionDocument(description: QuarantineDescription): object {
  const { entry, api, apiFrom, cell } = description;
  return {
    ...description,
    entry: quarantineDocument(entry),
    api: withIsoTimes(api),
    apiFrom: withIsoTimes(apiFrom),
    cell: withIsoTimes(cell),
  };
}

const TIMES = ['createdAt', 'updatedAt', 'movedAt'];

function withIsoTimes(group: object | null): object | null {
  if (group === null) return null;
  const fields = Object.entries(group).map(([field, value]: [string, unknown]) => [
    field,
    TIMES.includes(field) && typeof value === 'string' ? toIso(value) : value,
  ]);
  return Object.fromEntries(fields);
}
