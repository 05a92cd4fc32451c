import { findReceiptsByCellGroup, type GroupRowKind } from '@cellbridge/db-api';
import { type DetachedRow, listDetachedRows } from '@cellbridge/db-cell';
import { describeRow, type Finding } from './finding.js';
import { type CellScope, nextAfter, type Page, type PageRequest, type Pass } from './pass.js';

/** Looks for live policies or members of a cell without a live group: `stranded`, `orphaned`. */
export function checkDetachedRows(kind: GroupRowKind): Pass<CellScope> {
  return async (scope: CellScope, { after, limit }: PageRequest): Promise<Page> => {
    const read = () =>
      scope.cell.examine((cell) => listDetachedRows(cell, kind, { afterId: Number(after), limit }));
    const rows = await read();
    const next = nextAfter(rows, limit, ({ id }) => id);
    if (rows.length === 0) return { next, findings: [] };
    const seen = new Set(rows.map(({ id }) => id));
    const still = (await read()).filter(({ id }) => seen.has(id));
    return { next, findings: await describe(scope, kind, still) };
  };
}

async function describe(
  { cell, deployment }: CellScope,
  kind: GroupRowKind,
  rows: readonly DetachedRow[],
): Promise<Finding[]> {
  const groupIds = [...new Set(rows.map(({ groupId }) => groupId))];
  const receipts = await findReceiptsByCellGroup(deployment.api, cell.uuid, groupIds);
  const moved = new Map(receipts.map(({ cellGroupId, groupUuid }) => [cellGroupId, groupUuid]));
  return rows.map(({ id, groupId, groupUuid, value }) => {
    const row = describeRow(kind, id, value);
    const movedUuid = moved.get(groupId);
    if (movedUuid !== undefined) {
      const details = `${row} of the cell is live; its group has moved.`;
      return { kind: 'stranded', cellUuid: cell.uuid, groupUuid: movedUuid, details };
    }
    const details = `${row} of the cell is live; its group ${groupId} is ${groupUuid === null ? 'not there' : 'soft-deleted'}.`;
    return { kind: 'orphaned', cellUuid: cell.uuid, groupUuid, details };
  });
}
