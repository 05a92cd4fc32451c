import { listReceiptsByRow, type Receipt } from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import type { PageRequest } from './pass.js';

/** Before the first receipt, whatever the cell's ids are. */
const LOWEST_ID = -(2 ** 31);

/** Reads a page of the receipts of a cell, in the order of the cell's rows. */
export async function readReceiptPage(
  { api }: Deployment,
  cellUuid: string,
  { after, limit }: PageRequest,
): Promise<{ receipts: Receipt[]; next: string | null }> {
  const [id = '', ...uuid] = after.split(':');
  const place = { cellGroupId: id === '' ? LOWEST_ID : Number(id), groupUuid: uuid.join(':') };
  const receipts = await listReceiptsByRow(api, cellUuid, { after: place, limit });
  const last = receipts.at(-1);
  const isLastPage = last === undefined || receipts.length < limit;
  return { receipts, next: isLastPage ? null : `${last.cellGroupId}:${last.groupUuid}` };
}
