import { findReceiptsByCellGroup } from '@cellbridge/db-api';
import {
  countLiveMembers,
  type DetachedMember,
  listDetachedMembers,
  lockMembers,
  softDeleteMemberRows,
} from '@cellbridge/db-cell';
import { now } from '@cellbridge/objects';
import { adoptMembers } from './adopt-members.js';
import type { CellRun } from './cell-run.js';

/** How many member rows are looked at in one go. */
const PAGE = 1_000;

/**
 * Lets stranded members follow their group: live rows that a writer who does not know of the move
 * has left under a group that has moved. Rows of groups that never moved are orphans, and stay.
 */
export async function adoptStranded(run: CellRun): Promise<void> {
  // Mostly there is none. To find that out, PostgreSQL reads the table once; to list them in the order
  // of their ids it goes through an index, or asks for each moved group: several times as long.
  // Either may take longer than a service waits for a cell.
  if ((await run.cell.use(countLiveMembers)) === 0) return;
  let afterId = 0;
  while (!run.signal?.aborted) {
    const page = { afterId, limit: PAGE };
    const rows = await run.cell.use((cell) => listDetachedMembers(cell, page));
    const last = rows.at(-1);
    if (!last) return;
    const groupIds = [...new Set(rows.map(({ groupId }) => groupId))];
    const { api } = run.deployment;
    const receipts = await findReceiptsByCellGroup(api, run.cell.uuid, groupIds);
    for (const receipt of receipts) {
      const { cellGroupId, groupUuid } = receipt;
      const isOfGroup = (row: DetachedMember) =>
        row.groupId === cellGroupId && row.groupUuid === groupUuid;
      const ids = rows.filter(isOfGroup).map(({ id }) => id);
      await run.cell.write(async (transaction) => {
        const locked = await lockMembers(transaction, ids);
        const members = locked.map(({ id, instanceUuid }) => ({ id, value: instanceUuid }));
        await adoptMembers(api, receipt, members);
        await softDeleteMemberRows(
          transaction,
          locked.map(({ id }) => id),
          now(),
        );
      });
    }
    afterId = last.id;
  }
}
