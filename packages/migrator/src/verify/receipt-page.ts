import { listReceipts, type Receipt } from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import type { PageRequest } from './pass.js';
import { formatReceiptPlace, receiptPlace } from './place.js';

/** Reads a page of the receipts of a cell, in the order of the cell's rows. */
export async function readReceiptPage(
  { api }: Deployment,
  cellUuid: string,
  { after, limit }: PageRequest,
): Promise<{ receipts: Receipt[]; next: string | null }> {
  const receipts = await listReceipts(api, cellUuid, { after: receiptPlace(after), limit });
  const last = receipts.at(-1);
  const isLastPage = last === undefined || receipts.length < limit;
  return { receipts, next: isLastPage ? null : formatReceiptPlace(last) };
}
