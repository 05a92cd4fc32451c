import { findReceiptsByCellGroup, isSuspicious } from '@cellbridge/db-api';
import { hasArchive, listArchivedMembers, softDeleteArchivedMembers } from '@cellbridge/db-cell';
import { now } from '@cellbridge/objects';
import { adoptMembers } from './adopt-members.js';
import type { CellRun } from './cell-run.js';

/** How many rows are looked at in one go. */
const PAGE = 1_000;

/**
 * Lets members follow their group that came in after it had moved, and that Nova has archived with it
 * since. Nobody else writes to what is archived, so nothing has to be claimed. A member that may be no
 * text stays.
 */
export async function adoptArchived({ cell, deployment, signal }: CellRun): Promise<void> {
  if (!(await cell.use(hasArchive))) return;
  let afterId = 0;
  while (!signal?.aborted) {
    const page = { afterId, limit: PAGE };
    const rows = await cell.examine((reader) => listArchivedMembers(reader, page));
    const groupIds = [...new Set(rows.map(({ groupId }) => groupId))];
    const receipts = await findReceiptsByCellGroup(deployment.api, cell.uuid, groupIds);
    for (const { cellGroupId, cellUuid, groupUuid } of receipts) {
      const late = rows.filter(
        (row) =>
          row.groupId === cellGroupId && row.groupUuid === groupUuid && !isSuspicious(row.value),
      );
      if (late.length === 0) continue;
      await cell.write(async (transaction) => {
        const ids = late.map(({ id }) => id);
        const live = await softDeleteArchivedMembers(transaction, ids, now());
        const adopted = late.filter(({ id }) => live.has(id));
        await deployment.api.transaction((api) =>
          adoptMembers(api, [{ cellUuid, groupUuid, late: adopted }]),
        );
      });
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    afterId = last.id;
  }
}
