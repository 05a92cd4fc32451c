/** What is to be done about what the API database has lost of a cell's groups. */
import { HIGHEST_ID, type MovedGroup, type NewReceipt } from '@cellbridge/db-api';
import type { MovedContent } from '@cellbridge/db-cell';
import { type Cell, now } from '@cellbridge/objects';
import { toMovedGroup } from '../instance-groups/assemble.js';
import { type DigestPart, differencesFrom } from '../instance-groups/digest.js';
import type { OneSided } from './one-sided.js';
import type { NotAsMoved, Unrecoverable } from './recover-report.js';
import type { WithMoved } from './with-moved.js';

/** What is to be done about some of what is lost. */
export interface Plan {
  readonly groups: readonly RecoveredGroup[];
  readonly receipts: readonly RecoveredReceipt[];
  /** Those that name another uuid than the cell has now. */
  readonly remapped: readonly OneSided[];
  readonly unrecoverable: readonly Unrecoverable[];
}

export interface RecoveredGroup extends MovedGroup {
  readonly runId: string;
  readonly movedAt: string;
  /** In what the cell's rows differ from what moved. */
  readonly differs: ReadonlySet<DigestPart>;
}

/** The receipt of a group that the API database still has. */
export interface RecoveredReceipt {
  readonly receipt: NewReceipt;
  /** The row of the cell; `undefined` where it is gone. */
  readonly row: MovedContent | undefined;
}

export function planRecovery(cell: Cell, lost: readonly WithMoved<OneSided>[]): Plan {
  const groups: RecoveredGroup[] = [];
  const receipts: RecoveredReceipt[] = [];
  const unrecoverable: Unrecoverable[] = [];
  for (const [{ loss, receipt }, row] of lost) {
    const { cellGroupId, digest, groupUuid, runId } = receipt;
    const content = row?.deletedAt === null ? undefined : row;
    const movedAt = content?.deletedAt ?? now();
    if (loss === 'receipt' && groupUuid !== null) {
      // Where the rows are gone, nothing says which member is the last that moved.
      const lastMemberId = content?.lastMemberId ?? HIGHEST_ID;
      const names = { groupUuid, cellUuid: cell.uuid, cellGroupId };
      const written = { ...names, lastMemberId, digest, runId, movedAt };
      receipts.push({ receipt: written, row });
    } else if (loss === 'group' && content) {
      const { id: _id, deletedAt: _deletedAt, ...group } = content;
      const moved = toMovedGroup({ ...group, cellGroupId });
      groups.push({ ...moved, digest, runId, movedAt, differs: differencesFrom(digest, group) });
    } else if (loss === 'group') {
      unrecoverable.push({ groupUuid, cellGroupId, reason: reasonFor(row) });
    }
  }
  const remapped = lost.map(([one]) => one).filter(({ receipt }) => receipt.cellUuid !== cell.uuid);
  return { groups, receipts, remapped, unrecoverable };
}

const SHOWN_PARTS: Readonly<Record<DigestPart, string>> = {
  fields: 'name, user, project or policies',
  members: 'members',
  stamps: 'time stamps or rules',
  memberStamps: 'time stamps of members',
};

/** What somebody should look at in a group that is put back. */
export function describeDifference({
  uuid: groupUuid,
  cellGroupId,
  differs,
}: RecoveredGroup): NotAsMoved[] {
  if (differs.size === 0) return [];
  const shown = [...differs].map((part) => SHOWN_PARTS[part]).join('; ');
  return [
    { groupUuid, cellGroupId, details: `Its rows in the cell are not as they moved: ${shown}.` },
  ];
}

function reasonFor(row: MovedContent | undefined): string {
  return row
    ? 'Its row in the cell is live again; run "cellbridge db online-data-migrations".'
    : 'Its rows are gone from the cell.';
}
