import { countMembers } from '@cellbridge/db-api';
import { cutByRows } from '../evidence/cut-by-rows.js';
import { findCellReceipts } from '../evidence/find-cell-receipts.js';
import { withMoved } from '../evidence/with-moved.js';
import {
  type Altered,
  type Comparison,
  findAltered,
  judgeAltered,
  noComparison,
} from './compare-groups.js';
import { isRecordedWhole } from './explain-difference.js';
import type { CellScope, Page, PageRequest } from './pass.js';
import { readReceiptPage } from './receipt-page.js';
import { compareDigests, isOfSameMove } from './receipt-pair.js';

/** Compares the groups that moved from a cell with what their receipts say: `different`. */
export async function checkReceipts(scope: CellScope, page: PageRequest): Promise<Page> {
  const { api } = scope.deployment;
  const { receipts: listed, next } = await readReceiptPage(scope.deployment, scope.cell.uuid, page);
  // One without a digest was destroyed in its cell, and has not moved.
  const receipts = listed.filter(({ digest }) => digest !== '');
  const uuids = receipts.map(({ groupUuid }) => groupUuid);
  const sizes = await countMembers(api, uuids);
  const comparison = noComparison();
  for (const part of cutByRows(uuids, (uuid) => sizes.get(uuid) ?? 0)) {
    const altered = await findAltered(scope.deployment, part, comparison);
    await judge(scope, altered, comparison);
  }
  return { next, ...comparison };
}

async function judge(
  scope: CellScope,
  altered: readonly Altered[],
  comparison: Comparison,
): Promise<void> {
  const open = altered.filter((one) => !isRecordedWhole(one));
  comparison.counts.changed += altered.length - open.length;
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
  for await (const [one, moved] of withMoved(scope, own, ({ receipt }) => receipt)) {
    judgeAltered(comparison, { ...one, moved });
  }
}
