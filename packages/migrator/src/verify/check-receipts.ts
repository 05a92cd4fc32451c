import { countMembers } from '@cellbridge/db-api';
import { cutByRows } from '../evidence/cut-by-rows.js';
import { findCellReceipts } from '../evidence/find-cell-receipts.js';
import { withMoved } from '../evidence/with-moved.js';
import { isOfMove } from '../receipt-of-row.js';
import { type Altered, findAltered, judgeAltered } from './compare-groups.js';
import { isRecordedWhole } from './explain-difference.js';
import { type CellScope, type CheckedPage, combine, type Found, type PageRequest } from './pass.js';
import { readReceiptPage } from './receipt-page.js';
import { compareDigests, isOfSameMove } from './receipt-pair.js';

/** Compares the groups that moved from a cell with what their receipts say: `different`. */
export async function checkReceipts(scope: CellScope, page: PageRequest): Promise<CheckedPage> {
  const { api } = scope.deployment;
  const { receipts: listed, next } = await readReceiptPage(scope.deployment, scope.cell.uuid, page);
  const receipts = listed.filter(isOfMove);
  const uuids = receipts.map(({ groupUuid }) => groupUuid);
  const sizes = await countMembers(api, uuids);
  const parts: Found[] = [];
  for (const part of cutByRows(uuids, (uuid) => sizes.get(uuid) ?? 0)) {
    const { altered, counts } = await findAltered(scope.deployment, part);
    parts.push({ counts }, await judge(scope, altered));
  }
  return { next, ...combine(parts) };
}

async function judge(scope: CellScope, altered: readonly Altered[]): Promise<Found> {
  const open = altered.filter((one) => !isRecordedWhole(one));
  const keys = open.map(({ receipt: { cellGroupId: groupId, groupUuid } }) => {
    return { groupId, groupUuid };
  });
  const cellReceipts = await findCellReceipts(scope, keys);
  // Where the receipts themselves differ, their own pass says so, and compares with the cell's.
  const isForOwnPass = ({ receipt }: Altered) =>
    cellReceipts.some(
      (other) =>
        isOfSameMove(scope.cell, receipt, other) &&
        ['altered', 'older'].includes(compareDigests(receipt, other)),
    );
  const own = open.filter((one) => !isForOwnPass(one));
  const judged: Found[] = [{ counts: { changed: altered.length - open.length } }];
  for await (const [one, moved] of withMoved(scope, own, ({ receipt }) => receipt)) {
    judged.push(judgeAltered({ ...one, moved }));
  }
  return combine(judged);
}
