import { listReceipts, type Receipt, type ReceiptPlace } from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import type { PageRequest } from './pass.js';

/** Reads a page of the receipts of a cell, in the order of the cell's rows. */
export async function readReceiptPage(
  { api }: Deployment,
  cellUuid: string,
  { after, limit }: PageRequest,
): Promise<{ receipts: Receipt[]; next: string | null }> {
  const receipts = await listReceipts(api, cellUuid, { after: placeOf(after), limit });
  const last = receipts.at(-1);
  const isLastPage = last === undefined || receipts.length < limit;
  return { receipts, next: isLastPage ? null : `${last.cellGroupId}:${last.groupUuid}` };
}

/** The place after which a page begins, as the page before gave it. */
function placeOf(after: string): ReceiptPlace | undefined {
  if (after === '') return undefined;
  const [id = '', ...uuid] = after.split(':');
  return { cellGroupId: Number(id), groupUuid: uuid.join(':') };
}
