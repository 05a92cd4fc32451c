import { findReceiptsByCellGroup } from '@cellbridge/db-api';
import { type DetachedKind, type DetachedRow, listDetachedRows } from '@cellbridge/db-cell';
import { findCellReceipts } from '../evidence/find-cell-receipts.js';
import { isOfMove } from '../receipt-of-row.js';
import { describeRow, type Finding } from './finding.js';
import {
  type CellScope,
  type CheckedPage,
  nextAfter,
  type PageRequest,
  type Pass,
} from './pass.js';
import { rowPlace } from './place.js';

/**
 * Looks for live policies or members of a cell without a live group: `stranded`, `orphaned`. What Nova has
 * archived of groups that never moved is no finding.
 */
export function checkDetachedRows(kind: DetachedKind): Pass<CellScope> {
  return async (scope: CellScope, { after, limit }: PageRequest): Promise<CheckedPage> => {
    if (kind === 'archived-member' && !(await scope.hasArchive())) {
      return { next: null, findings: [] };
    }
    const read = () =>
      scope.cell.snapshot((cell) =>
        listDetachedRows(cell, kind, { afterId: rowPlace(after), limit }),
      );
    const rows = await read();
    const next = nextAfter(rows, limit, ({ id }) => id);
    if (rows.length === 0) return { next, findings: [] };
    const seen = new Set(rows.map(({ id }) => id));
    const still = (await read()).filter(({ id }) => seen.has(id));
    return { next, findings: await describe(scope, kind, still) };
  };
}

async function describe(
  scope: CellScope,
  kind: DetachedKind,
  rows: readonly DetachedRow[],
): Promise<Finding[]> {
  const cellUuid = scope.cell.uuid;
  const moved = await findEndedGroups(scope, rows);
  return rows.flatMap((detached): Finding[] => {
    const { id, groupId, groupUuid, value } = detached;
    const row = describeRow(kind, id, value);
    const end = moved(detached);
    if (end) {
      const details = `${row} of the cell is live; its group ${end.isDestroyed ? 'was destroyed' : 'has moved'}.`;
      return [{ kind: 'stranded', cellUuid, groupUuid: end.groupUuid, details }];
    }
    if (kind === 'archived-member') return [];
    const details = `${row} of the cell is live; its group ${groupId} is ${groupUuid === null ? 'not there' : 'soft-deleted'}.`;
    return [{ kind: 'orphaned', cellUuid, groupUuid, details }];
  });
}

/** A group that has moved, or was destroyed before it did. */
interface EndedGroup {
  readonly cellGroupId: number;
  readonly groupUuid: string;
  readonly isDestroyed: boolean;
}

/** Says of each row which group has ended above it, by either side's receipts; `undefined`: none. */
async function findEndedGroups(
  scope: CellScope,
  rows: readonly DetachedRow[],
): Promise<(row: DetachedRow) => EndedGroup | undefined> {
  const { cell, deployment } = scope;
  const groupIds = [...new Set(rows.map(({ groupId }) => groupId))];
  const receipts = await findReceiptsByCellGroup(deployment.api, cell.uuid, groupIds);
  const ended: EndedGroup[] = receipts.map((receipt) => {
    const { cellGroupId, groupUuid } = receipt;
    return { cellGroupId, groupUuid, isDestroyed: !isOfMove(receipt) };
  });
  const endOf = ({ groupId, groupUuid }: DetachedRow) => {
    // An id may come again once its row was archived; a row that is gone says no uuid.
    return ended.find(
      (one) => one.cellGroupId === groupId && (groupUuid ?? one.groupUuid) === one.groupUuid,
    );
  };
  const left = rows.filter((row) => endOf(row) === undefined);
  for (const { cellGroupId, groupUuid } of await findCellReceipts(scope, left)) {
    if (groupUuid !== null) ended.push({ cellGroupId, groupUuid, isDestroyed: false });
  }
  return endOf;
}
