/**
 * Comparing what both sides prove: the receipts of the API database and the cells' own. What only a
 * cell proves, the API database has lost: it went back in time, or somebody removed rows. What only the
 * API database proves is clean-up, or a cell that went back: the rows are live again, and a run meets them.
 */
import { findKnownGroups, findReceiptsByCellGroup, type KnownGroup } from '@cellbridge/db-api';
import { type FoundCellReceipt, listCellReceipts } from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';
import { NO_LIMIT } from './judge-proofs.js';
import { findSuspectedReceipts } from './suspected-receipts.js';

/**
 * What the API database has lost of a group that a cell proves has moved.
 *
 * - `group`: it knows neither the group nor a receipt of it. · `receipt`: it has the group alone.
 * - `mapping`: its receipt names a cell that is not mapped; the cell was mapped again, under another uuid.
 */
export type Loss = 'group' | 'receipt' | 'mapping';

/** A cell receipt to which the API database has no counterpart. */
export interface OneSided {
  readonly loss: Loss;
  readonly receipt: FoundCellReceipt;
  /** Whether Nova has archived the cell receipt. */
  readonly archived: boolean;
}

/** Finds what only a cell proves, page by page. Cheap if both sides agree: one count on each. */
export async function* findOneSided(
  deployment: Deployment,
  cell: Cell,
): AsyncGenerator<OneSided[], void, undefined> {
  for await (const { receipts, archived } of findSuspectedReceipts(deployment, cell)) {
    const losses = await findLosses(deployment, cell, receipts);
    const oneSided = await stillProved(cell, losses, { archived });
    yield oneSided.map(({ loss, receipt }) => ({ loss, receipt, archived }));
  }
}

/** Those that the cell still proves: a group may have gone back since its receipt was read. */
async function stillProved(
  cell: Cell,
  losses: readonly Pick<OneSided, 'loss' | 'receipt'>[],
  { archived }: { archived: boolean },
): Promise<Pick<OneSided, 'loss' | 'receipt'>[]> {
  if (losses.length === 0) return [];
  const groupIds = losses.map(({ receipt }) => receipt.cellGroupId);
  const query = { archived, groupIds, limit: NO_LIMIT };
  const found = await cell.snapshot((reader) => listCellReceipts(reader, query));
  const ids = new Set(found.map(({ id }) => id));
  return losses.filter(({ receipt }) => ids.has(receipt.id));
}

/** Those cell receipts of a page to which the API database has no counterpart, and what it has lost. */
export async function findLosses(
  { api, cells }: Deployment,
  cell: Cell,
  receipts: readonly FoundCellReceipt[],
): Promise<Pick<OneSided, 'loss' | 'receipt'>[]> {
  if (receipts.length === 0) return [];
  const uuids = receipts.map(({ groupUuid }) => groupUuid).filter((uuid) => uuid !== null);
  const known = await findKnownGroups(api, uuids);
  const mapped = new Set(cells.map(({ uuid }) => uuid));
  const nameless = receipts.filter(({ groupUuid }) => groupUuid === null);
  const ids = nameless.map(({ cellGroupId }) => cellGroupId);
  const receipted = await findReceiptsByCellGroup(api, cell.uuid, ids);
  const provenIds = new Set(receipted.map(({ cellGroupId }) => cellGroupId));
  return receipts.flatMap((receipt) => {
    const { groupUuid, cellGroupId } = receipt;
    const loss =
      groupUuid === null
        ? lossIf(!provenIds.has(cellGroupId), 'group')
        : lossOf(cell, receipt, known.get(groupUuid), mapped);
    return loss === undefined ? [] : [{ loss, receipt }];
  });
}

function lossOf(
  { uuid }: Cell,
  { cellUuid, cellGroupId }: FoundCellReceipt,
  known: KnownGroup | undefined,
  mapped: ReadonlySet<string>,
): Loss | undefined {
  if (!known) return 'group';
  if (!known.receipt) return 'receipt';
  // A recovery that was killed has renamed one side only.
  const isSame =
    known.receipt.cellGroupId === cellGroupId && [cellUuid, uuid].includes(known.receipt.cellUuid);
  return lossIf(isSame && !mapped.has(cellUuid), 'mapping');
}

function lossIf(condition: boolean, loss: Loss): Loss | undefined {
  return condition ? loss : undefined;
}
