import type { ApiGroup, Quarantined } from '@cellbridge/db-api';
import type { CellGroup } from '@cellbridge/db-cell';
import { toIso } from '@cellbridge/objects';
import type { GroupOrigin, QuarantineDescription } from '../quarantine/quarantine.js';
import { isoTime } from './iso-time.js';

/** An entry of the quarantine: a group that could not move. */
export interface QuarantineDocument
  extends Omit<Quarantined, 'createdAt' | 'updatedAt' | 'resolvedAt'> {
  /** When the move was first tried. ISO 8601. */
  readonly createdAt: string;
  /** When it was last tried, or ended. ISO 8601. */
  readonly updatedAt: string;
  /** When it ended, ISO 8601; `null` while it is open. */
  readonly resolvedAt: string | null;
}

/** When the row of a group was made and changed. */
export interface GroupTimes {
  /** ISO 8601; `null` if the row has none. */
  readonly createdAt: string | null;
  /** ISO 8601; `null` until the first change. */
  readonly updatedAt: string | null;
}

/** A group as the API database has it. */
export interface ApiGroupDocument extends Omit<ApiGroup, keyof GroupTimes>, GroupTimes {}

/** A live group as a cell has it. */
export interface CellGroupDocument extends Omit<CellGroup, keyof GroupTimes>, GroupTimes {}

/** The row of a cell that a group has moved from. */
export interface GroupOriginDocument extends Omit<GroupOrigin, 'movedAt'> {
  /** ISO 8601. */
  readonly movedAt: string;
}

/** A quarantined group with what both sides hold of it. */
export interface QuarantineDescriptionDocument
  extends Omit<QuarantineDescription, 'entry' | 'api' | 'apiFrom' | 'cell'> {
  /** Why it is in quarantine, and since when. */
  readonly entry: QuarantineDocument;
  /** The group in the API database; `null` where it has none of this uuid. */
  readonly api: ApiGroupDocument | null;
  /** Where the group in the API database moved from; `null` where it was made there, or there is none. */
  readonly apiFrom: GroupOriginDocument | null;
  /** The row in the cell; `null` where it is no longer live, or its id is another group's by now. */
  readonly cell: CellGroupDocument | null;
}

/** The document of an entry. */
export function quarantineDocument(entry: Quarantined): QuarantineDocument {
  const { createdAt, updatedAt, resolvedAt } = entry;
  return {
    ...entry,
    createdAt: isoTime(createdAt),
    updatedAt: isoTime(updatedAt),
    resolvedAt: resolvedAt && isoTime(resolvedAt),
  };
}

/** The document of an entry with both sides of the group. */
export function quarantineDescriptionDocument(
  description: QuarantineDescription,
): QuarantineDescriptionDocument {
  const { entry, api, apiFrom, cell } = description;
  return {
    ...description,
    entry: quarantineDocument(entry),
    api: api && withIsoTimes(api),
    apiFrom: apiFrom && { ...apiFrom, movedAt: isoTime(apiFrom.movedAt) },
    cell: cell && withIsoTimes(cell),
  };
}

function withIsoTimes<Group extends GroupTimes>(group: Group): Group {
  return { ...group, createdAt: toIso(group.createdAt), updatedAt: toIso(group.updatedAt) };
}
