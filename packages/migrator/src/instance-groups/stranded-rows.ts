import { findKnownGroups, findReceiptsByCellGroup, type Receipt } from '@cellbridge/db-api';
import {
  countLiveRows,
  type DetachedRow,
  hasArchive,
  listDetachedRows,
  type RowKind,
} from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';
import { findCellReceipts } from '../evidence/find-cell-receipts.js';

/** How many rows are looked at in one go. */
const PAGE = 1_000;

/** Live rows of a cell under a group that has moved. */
export interface StrandedRows {
  readonly groupUuid: string;
  /** The id of the group's row in the cell. */
  readonly groupId: number;
  readonly ids: readonly number[];
}

/** Finds the stranded policies or members of a cell, group by group. */
export async function* findStranded(
  deployment: Deployment,
  cell: Cell,
  kind: RowKind,
): AsyncGenerator<StrandedRows, void, undefined> {
  // Mostly there is none. To find that out, PostgreSQL reads the table once; to list them in the order
  // of their ids it goes through an index, or asks for each moved group: several times as long.
  if ((await cell.examine((reader) => countLiveRows(reader, kind))) === 0) return;
  let afterId = 0;
  for (;;) {
    const page = { afterId, limit: PAGE };
    const rows = await cell.examine((reader) => listDetachedRows(reader, kind, page));
    for (const { cellGroupId, groupUuid } of await findMoved(deployment, cell, rows)) {
      const isOfGroup = (row: DetachedRow) =>
        row.groupId === cellGroupId && row.groupUuid === groupUuid;
      const ids = rows.filter(isOfGroup).map(({ id }) => id);
      if (ids.length > 0) yield { groupUuid, groupId: cellGroupId, ids };
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    afterId = last.id;
  }
}

/** A row of a cell that was moved, and its group. */
type MovedRow = Pick<Receipt, 'cellGroupId' | 'groupUuid'>;

/**
 * Finds which groups have moved from the rows above these. A row that was absorbed has its receipt in
 * the cell alone: the API database has one of the group, which names another row.
 */
async function findMoved(
  deployment: Deployment,
  cell: Cell,
  rows: readonly DetachedRow[],
): Promise<MovedRow[]> {
  const groupIds = [...new Set(rows.map(({ groupId }) => groupId))];
  const moved: MovedRow[] = await findReceiptsByCellGroup(deployment.api, cell.uuid, groupIds);
  const known = new Set(moved.map(({ cellGroupId }) => cellGroupId));
  const left = groupIds.filter((id) => !known.has(id));
  if (left.length === 0) return moved;
  const source = { cell, hasArchive: () => cell.use(hasArchive) };
  const ofCell = await findCellReceipts(source, left);
  const absorbed = new Map(ofCell.map((receipt) => [receipt.cellGroupId, receipt.groupUuid]));
  const uuids = [...absorbed.values()].filter((uuid) => uuid !== null);
  const inApi = await findKnownGroups(deployment.api, uuids);
  for (const [cellGroupId, groupUuid] of absorbed) {
    if (groupUuid !== null && inApi.get(groupUuid)?.receipt) moved.push({ cellGroupId, groupUuid });
  }
  return moved;
}
