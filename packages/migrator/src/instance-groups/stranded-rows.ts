import { findKnownGroups, findReceiptsByCellGroup, type Receipt } from '@cellbridge/db-api';
import {
  countLiveRows,
  type DetachedKind,
  type DetachedRow,
  hasArchive,
  listDetachedRows,
} from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';
import { findCellReceipts } from '../evidence/find-cell-receipts.js';

/** How many rows are read at once. */
const PAGE_ROWS = 1_000;

/** Live rows of a cell under a group that has moved. */
export interface StrandedRows {
  readonly groupUuid: string;
  /** The id of the group's row in the cell. */
  readonly groupId: number;
  readonly ids: readonly number[];
}

/** The kinds of rows among which some may be stranded. */
export const STRANDED_KINDS = ['policy', 'member', 'archived-member'] as const;

/** Finds the stranded policies or members of a cell, group by group. */
export async function* findStranded(
  deployment: Deployment,
  cell: Cell,
  kind: DetachedKind,
): AsyncGenerator<StrandedRows, void, undefined> {
  if (kind === 'archived-member' && !(await cell.withDatabase(hasArchive))) return;
  // Mostly there is none. To find that out, PostgreSQL reads the table once; to list them in the order
  // of their ids it goes through an index, or asks for each moved group: several times as long.
  if ((await cell.snapshot((reader) => countLiveRows(reader, kind))) === 0) return;
  let afterId = 0;
  for (;;) {
    const page = { afterId, limit: PAGE_ROWS };
    const rows = await cell.snapshot((reader) => listDetachedRows(reader, kind, page));
    for (const { cellGroupId, groupUuid } of await findMoved(deployment, cell, rows)) {
      const isOfGroup = (row: DetachedRow) =>
        row.groupId === cellGroupId && row.groupUuid === groupUuid;
      const ids = rows.filter(isOfGroup).map(({ id }) => id);
      if (ids.length > 0) yield { groupUuid, groupId: cellGroupId, ids };
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE_ROWS) return;
    afterId = last.id;
  }
}

/** A row of a cell that was moved, and its group. */
type MovedRow = Pick<Receipt, 'cellGroupId' | 'groupUuid'>;

/**
 * Finds which groups have moved from the rows above these. A row that was absorbed has its receipt in
 * the cell alone: the API database has one of the group, which names another row. An id may be that of
 * several groups, one after the other, if Nova has archived the rows.
 */
async function findMoved(
  deployment: Deployment,
  cell: Cell,
  rows: readonly DetachedRow[],
): Promise<MovedRow[]> {
  const groupIds = [...new Set(rows.map(({ groupId }) => groupId))];
  const moved: MovedRow[] = await findReceiptsByCellGroup(deployment.api, cell.uuid, groupIds);
  const known = new Set(moved.map(keyOf));
  const left = rows.filter(
    ({ groupId: cellGroupId, groupUuid }) =>
      groupUuid !== null && !known.has(keyOf({ cellGroupId, groupUuid })),
  );
  if (left.length === 0) return moved;
  const source = { deployment, cell, hasArchive: () => cell.withDatabase(hasArchive) };
  const absorbed = new Map<string, MovedRow>();
  for (const { cellGroupId, groupUuid } of await findCellReceipts(source, left)) {
    if (groupUuid === null) continue;
    const row = { cellGroupId, groupUuid };
    if (!known.has(keyOf(row))) absorbed.set(keyOf(row), row);
  }
  const uuids = [...absorbed.values()].map(({ groupUuid }) => groupUuid);
  const inApi = await findKnownGroups(deployment.api, uuids);
  const isKnown = ({ groupUuid }: MovedRow) => inApi.get(groupUuid)?.receipt !== undefined;
  return [...moved, ...[...absorbed.values()].filter(isKnown)];
}

function keyOf({ cellGroupId, groupUuid }: MovedRow): string {
  return `${cellGroupId} ${groupUuid}`;
}
