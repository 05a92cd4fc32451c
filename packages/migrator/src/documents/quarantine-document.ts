import type { Quarantined } from '@cellbridge/db-api';
import { toIso } from '@cellbridge/objects';
import type { QuarantineDescription } from '../quarantine/quarantine.js';

/** A group that could not move, for programs: its time stamps are ISO 8601. */
export type QuarantineDocument = Quarantined;

/** The same with both sides of the group. */
export type QuarantineDescriptionDocument = QuarantineDescription;

/** The document of an entry: what `cellbridge quarantine list --json` lists. */
export function quarantineDocument(entry: Quarantined): QuarantineDocument {
  const { createdAt, updatedAt, resolvedAt } = entry;
  return {
    ...entry,
    createdAt: toIso(createdAt) ?? createdAt,
    updatedAt: toIso(updatedAt) ?? updatedAt,
    resolvedAt: toIso(resolvedAt),
  };
}

/** The document of an entry with both sides of the group: what `cellbridge quarantine show --json` lists. */
export function quarantineDescriptionDocument(
  description: QuarantineDescription,
): QuarantineDescriptionDocument {
  const { entry, api, apiFrom, cell } = description;
  return {
    ...description,
    entry: quarantineDocument(entry),
    api: api && withIsoTimes(api),
    apiFrom: apiFrom && { ...apiFrom, movedAt: toIso(apiFrom.movedAt) ?? apiFrom.movedAt },
    cell: cell && withIsoTimes(cell),
  };
}

function withIsoTimes<
  Group extends { readonly createdAt: string | null; readonly updatedAt: string | null },
>(group: Group): Group {
  return { ...group, createdAt: toIso(group.createdAt), updatedAt: toIso(group.updatedAt) };
}
