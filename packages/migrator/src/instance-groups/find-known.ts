import { findKnownGroups, type KnownGroup } from '@cellbridge/db-api';
import type { CellTransaction, GroupRow } from '@cellbridge/db-cell';
import { revokeClaims } from '@cellbridge/objects';
import { receiptOfRow } from '../receipt-of-row.js';
import type { CellRun } from './cell-run.js';

/**
 * Asks the API database what it knows of groups whose rows in a cell are locked (R1 in docs/correctness.md).
 *
 * A live row whose group has moved may be one that a reversal is taking back. If that has lost its locks, its claim is
 * revoked: from then on it has either taken the group from the API database, or never will. So it is asked again.
 */
export async function findKnown(
  { cell, deployment: { api } }: CellRun,
  cellTransaction: CellTransaction,
  groups: readonly GroupRow[],
): Promise<Map<string, KnownGroup>> {
  const uuids = groups.map(({ uuid }) => uuid);
  const known = await findKnownGroups(api, uuids);
  const leftovers = groups.filter((row) => receiptOfRow(cell, row, known));
  if (leftovers.length === 0) return known;
  const ids = leftovers.map(({ id }) => id);
  await revokeClaims(api, cell, cellTransaction, ids);
  return await findKnownGroups(api, uuids);
}
