import { guardListener } from '@cellbridge/db-api';
import { hasArchive, renameCellReceipts } from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';
import { findOneSided, type OneSided } from './one-sided.js';
import { describeDifference, planRecovery } from './plan-recovery.js';
import { putBackGroups, putBackReceipts } from './put-back.js';
import type { CellRecovery, RecoverOptions } from './recover-report.js';
import { renameReceipts } from './rename-receipts.js';
import { inParts, type Moved, NO_LATER_MEMBER, type WithMoved } from './with-moved.js';

/** What was done about some of what is lost. */
interface Part extends Omit<CellRecovery, 'uuid' | 'name' | 'remapped'> {
  /** How much of it another process has put back, or changed, meanwhile. */
  readonly passedOver: number;
}

/**
 * Puts back what the API database has lost of one cell's groups. It goes over them again until nothing
 * more is met that can be put back: services and other recoveries may be at work.
 *
 * @throws CellUnavailableError
 */
export async function recoverCell(
  deployment: Deployment,
  cell: Cell,
  { dryRun = false, signal, ...options }: RecoverOptions,
): Promise<CellRecovery> {
  const { uuid, name } = cell;
  const onProgress = guardListener('onProgress', options.onProgress);
  let total: CellRecovery = {
    uuid,
    name,
    groups: 0,
    receipts: 0,
    remapped: await renameReceipts(deployment, cell, { dryRun }),
    notAsMoved: [],
    unrecoverable: [],
  };
  const source = { deployment, cell, hasArchive: () => cell.withDatabase(hasArchive) };
  for (;;) {
    let met = 0;
    total = { ...total, unrecoverable: [] };
    for await (const page of findOneSided(deployment, cell)) {
      for await (const lost of inParts(source, page, movedOf)) {
        if (signal?.aborted) return total;
        const part = await recoverPart(deployment, cell, lost, { dryRun });
        met += part.groups + part.receipts + part.passedOver;
        total = {
          ...total,
          groups: total.groups + part.groups,
          receipts: total.receipts + part.receipts,
          notAsMoved: [...total.notAsMoved, ...part.notAsMoved],
          unrecoverable: [...total.unrecoverable, ...part.unrecoverable],
        };
        onProgress(total);
      }
    }
    if (met === 0 || dryRun) return total;
  }
}

function movedOf({ receipt }: OneSided): Moved {
  const { cellGroupId, digest, groupUuid } = receipt;
  return { groupUuid: groupUuid ?? '', cellGroupId, digest, lastMemberId: NO_LATER_MEMBER };
}

async function recoverPart(
  deployment: Deployment,
  cell: Cell,
  lost: readonly WithMoved<OneSided>[],
  { dryRun }: { dryRun: boolean },
): Promise<Part> {
  const { groups, receipts, remapped, unrecoverable } = planRecovery(cell, lost);
  if (dryRun) {
    return {
      groups: groups.length,
      receipts: receipts.length,
      notAsMoved: groups.flatMap(describeDifference),
      unrecoverable,
      passedOver: 0,
    };
  }
  // First: as long as the API database knows nothing of them, the next recovery meets them again.
  await renameOthers(cell, remapped);
  const written = await putBackReceipts(deployment, receipts);
  const { inserted, refused } = await putBackGroups(deployment, cell, groups);
  return {
    groups: inserted.length,
    receipts: written,
    notAsMoved: inserted.flatMap(describeDifference),
    unrecoverable: [...unrecoverable, ...refused],
    passedOver: groups.length + receipts.length - inserted.length - refused.length - written,
  };
}

/** A cell receipt may name another cell that is mapped: from then on this one, which has the group. */
async function renameOthers(cell: Cell, remapped: readonly OneSided[]): Promise<void> {
  for (const archived of [false, true]) {
    const ids = remapped
      .filter((one) => one.archived === archived)
      .map(({ receipt }) => receipt.id);
    if (ids.length === 0) continue;
    await cell.transaction((transaction) =>
      renameCellReceipts(transaction, { ids, archived }, cell.uuid),
    );
  }
}
