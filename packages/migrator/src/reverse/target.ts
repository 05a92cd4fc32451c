/** The groups that go back, cell by cell: those of a whole cell page by page, or those that were named. */
import {
  canonicalUuid,
  countMembers,
  findKnownGroups,
  listReceipts,
  type Receipt,
  type ReceiptPlace,
  readTextColumns,
} from '@cellbridge/db-api';
import { type Cell, type Deployment, InvalidInputError } from '@cellbridge/objects';
import { chosenCells } from '../chosen-cells.js';
import { cutByRows } from '../evidence/cut-by-rows.js';
import { findElsewhere } from '../find-elsewhere.js';
import { isOfMove } from '../receipt-of-row.js';
import type { ReversalScope } from './judge-reversal.js';
import type { ReverseOptions } from './reverse-report.js';

/** How many groups go back in one transaction, at most. */
const PAGE_GROUPS = 500;

/** The groups of a cell that go back: page by page, or those that were named. */
export interface Target extends Omit<ReversalScope, 'elsewhere'> {
  readonly pages: () => AsyncIterable<readonly Receipt[]>;
}

/** The cells to which groups go back, sorted by uuid, and the uuids of the groups where these were named. */
export async function chooseGroups(
  deployment: Deployment,
  { cells, groups }: ReverseOptions,
): Promise<Map<Cell, string[] | undefined>> {
  if (!groups) return new Map(chosenCells(deployment, cells).map((cell) => [cell, undefined]));
  const spellings = groups.flatMap((uuid) => [uuid, canonicalUuid(uuid)]);
  const known = await findKnownGroups(deployment.api, [...new Set(spellings)]);
  const uuids = new Map<Cell, string[]>();
  for (const given of new Set(groups)) {
    const groupUuid = known.has(given) ? given : canonicalUuid(given);
    const { exists, receipt } = known.get(groupUuid) ?? {};
    if (!exists) {
      throw new InvalidInputError(
        `Group ${groupUuid} is not in the API database; "cellbridge explain ${groupUuid}" shows where it is.`,
      );
    }
    if (!receipt?.cellUuid || !isOfMove(receipt)) {
      throw new InvalidInputError(
        `Group ${groupUuid} has not moved from a cell: it was created in the API database.`,
      );
    }
    const cell = deployment.cell(receipt.cellUuid);
    uuids.set(cell, [...new Set([...(uuids.get(cell) ?? []), groupUuid])]);
  }
  const inOrder = deployment.cells.filter((cell) => uuids.has(cell));
  return new Map(inOrder.map((cell) => [cell, uuids.get(cell)]));
}

export async function readTarget(
  deployment: Deployment,
  cell: Cell,
  uuids: readonly string[] | undefined,
): Promise<Target> {
  const columns = await cell.snapshot(readTextColumns);
  const pages = () => (uuids ? pageOf(deployment, uuids) : allPages(deployment, cell));
  return { deployment, cell, columns, pages };
}

async function* pageOf({ api }: Deployment, uuids: readonly string[]) {
  const known = await findKnownGroups(api, uuids);
  yield [...known.values()].flatMap(({ receipt }) => receipt ?? []);
}

async function* allPages({ api }: Deployment, cell: Cell) {
  let after: ReceiptPlace | undefined;
  for (;;) {
    const page: Receipt[] = await listReceipts(api, cell.uuid, { after, limit: PAGE_GROUPS });
    yield page;
    after = page.at(-1);
    if (!after || page.length < PAGE_GROUPS) return;
  }
}

/** Cuts a page into parts that fit into memory. */
export async function partsOf(
  { deployment: { api } }: Target,
  page: readonly Receipt[],
): Promise<Receipt[][]> {
  if (page.length === 0) return [];
  const members = await countMembers(
    api,
    page.map(({ groupUuid }) => groupUuid),
  );
  return cutByRows(page, ({ groupUuid }) => members.get(groupUuid) ?? 0);
}

/**
 * Adds the groups that are live in another cell, where they are in quarantine: without the API database, that one would be
 * taken for the group.
 *
 * @throws CellUnavailableError if another cell cannot be asked.
 */
export async function withLiveElsewhere<Scope extends ReversalScope>(
  scope: Scope,
  receipts: readonly Receipt[],
): Promise<Scope> {
  const { cell, deployment, elsewhere } = scope;
  const others = chosenCells(deployment, undefined).filter((other) => other !== cell);
  const rows = receipts.map(({ groupUuid: uuid }) => ({ uuid }));
  const { holders, missed } = await findElsewhere(scope, others, rows);
  if (missed[0]) throw missed[0];
  return holders.size === 0
    ? scope
    : { ...scope, elsewhere: new Set([...elsewhere, ...holders.keys()]) };
}
