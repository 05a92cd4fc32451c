import { findReceiptsByCellGroup, type Receipt } from '@cellbridge/db-api';
import {
  countLiveRows,
  type DetachedRow,
  listDetachedRows,
  type RowKind,
} from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';

/** How many rows are looked at in one go. */
const PAGE = 1_000;

/** Live rows of a cell under a group that has moved. */
export interface StrandedRows {
  readonly receipt: Receipt;
  readonly ids: readonly number[];
}

/** Finds the stranded policies or members of a cell, group by group. */
export async function* findStranded(
  { api }: Deployment,
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
    const groupIds = [...new Set(rows.map(({ groupId }) => groupId))];
    const receipts = await findReceiptsByCellGroup(api, cell.uuid, groupIds);
    for (const receipt of receipts) {
      const isOfGroup = ({ groupId, groupUuid }: DetachedRow) =>
        groupId === receipt.cellGroupId && groupUuid === receipt.groupUuid;
      const ids = rows.filter(isOfGroup).map(({ id }) => id);
      if (ids.length > 0) yield { receipt, ids };
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    afterId = last.id;
  }
}
