/**
 * Comparing what both sides prove: the receipts of the API database and the cells' own. What only a
 * cell proves, the API database has lost: it went back in time, or somebody removed rows. What only the
 * API database proves is clean-up, or a cell that went back: the rows are live again, and a run meets them.
 */
import {
  findKnownGroups,
  findReceiptsByCellGroup,
  type KnownGroup,
  summarizeReceiptsByRun,
} from '@cellbridge/db-api';
import {
  type FoundCellReceipt,
  hasArchive,
  listCellReceipts,
  type RunSummary,
  summarizeCellReceipts,
} from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';

/** How many cell receipts are looked at in one go. */
const PAGE = 1_000;

/**
 * What the API database has lost of a group that a cell proves has moved.
 *
 * - `group`: it knows neither the group nor a receipt of it. · `receipt`: it has the group alone.
 * - `mapping`: its receipt names a cell that is not mapped; the cell was mapped anew, under another uuid.
 */
export type Loss = 'group' | 'receipt' | 'mapping';

/** A cell receipt to which the API database has no counterpart. */
export interface OneSided {
  readonly loss: Loss;
  readonly receipt: FoundCellReceipt;
  /** Whether Nova has archived the cell receipt. */
  readonly archived: boolean;
}

/** Finds what only a cell proves, page by page. Cheap where both sides agree: one count on each. */
export async function* findOneSided(
  deployment: Deployment,
  cell: Cell,
): AsyncGenerator<OneSided[], void, undefined> {
  const withArchive = await cell.use(hasArchive);
  // The cell first: what moves meanwhile is then only in the second count, and no loss.
  const inCell = await cell.examine((reader) => summarizeCellReceipts(reader, { withArchive }));
  const suspects = await findSuspects(deployment, cell, inCell);
  if (suspects.size === 0) return;
  for (const archived of withArchive ? [false, true] : [false]) {
    let afterId = 0;
    for (;;) {
      const page = { archived, afterId, limit: PAGE };
      const found = await cell.examine((reader) => listCellReceipts(reader, page));
      const suspected = found.filter(({ cellUuid, runId }) => suspects.has(`${cellUuid} ${runId}`));
      const oneSided = await findLosses(deployment, cell, suspected);
      yield oneSided.map(({ loss, receipt }) => ({ loss, receipt, archived }));
      const last = found.at(-1);
      if (!last || found.length < PAGE) break;
      afterId = last.id;
    }
  }
}

/** The runs of which the two sides do not count the same groups. */
async function findSuspects(
  { api }: Deployment,
  cell: Cell,
  inCell: readonly RunSummary[],
): Promise<Set<string>> {
  if (inCell.length === 0) return new Set();
  const inApi = new Map(
    (await summarizeReceiptsByRun(api, cell.uuid)).map((run) => [run.runId, run]),
  );
  const differing = inCell.filter(({ cellUuid, runId, groups, idSum }) => {
    const other = inApi.get(runId);
    return cellUuid !== cell.uuid || other?.groups !== groups || other.idSum !== idSum;
  });
  return new Set(differing.map(({ cellUuid, runId }) => `${cellUuid} ${runId}`));
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
