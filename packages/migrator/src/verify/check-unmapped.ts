import { countMembers, countReceiptsByCell, listCellMappings } from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import { cutByRows } from '../evidence/cut-by-rows.js';
import { findAltered, judgeAltered } from './compare-groups.js';
import type { Finding } from './finding.js';
import { type ApiScope, type CheckedPage, combine, type Found, type PageRequest } from './pass.js';
import { notAPlace, onlyPlace } from './place.js';
import { readReceiptPage } from './receipt-page.js';

/** Looks for receipts that name a cell which is in no mapping: `unmapped`, one for each such cell. */
export async function checkUnmapped(
  { deployment }: ApiScope,
  { after }: PageRequest,
): Promise<CheckedPage> {
  onlyPlace(after);
  const receipts = await countUnmapped(deployment);
  const findings = [...receipts].map(([cellUuid, count]): Finding => {
    const details = `Receipts of ${count} groups name this cell, and no mapping does: whether it held more groups is unknown.`;
    return { kind: 'unmapped', cellUuid, groupUuid: null, details };
  });
  return { next: null, findings };
}

/**
 * Compares the groups that moved from cells which are in no mapping with what their receipts say:
 * `different`. Of what the cells' rows say, nothing is known.
 */
export async function checkUnmappedReceipts(
  { deployment }: ApiScope,
  { after, limit }: PageRequest,
): Promise<CheckedPage> {
  const { api } = deployment;
  const [name = '', ...inCell] = after.split(':');
  const cellUuid = after === '' ? await nextUnmapped(deployment, '') : decodeCell(name);
  if (cellUuid === undefined) return { next: null, findings: [] };
  const { receipts, next } = await readReceiptPage(deployment, cellUuid, {
    after: inCell.join(':'),
    limit,
  });
  const uuids = receipts.map(({ groupUuid }) => groupUuid);
  const sizes = await countMembers(api, uuids);
  const parts: Found[] = [];
  for (const part of cutByRows(uuids, (uuid) => sizes.get(uuid) ?? 0)) {
    const { altered, counts } = await findAltered(deployment, part);
    parts.push({ counts }, ...altered.map((one) => judgeAltered({ ...one, moved: undefined })));
  }
  const nextCell = next === null ? await nextUnmapped(deployment, cellUuid) : cellUuid;
  const place = nextCell === undefined ? null : `${encodeCell(nextCell)}:${next ?? ''}`;
  return { next: place, ...combine(parts) };
}

/** Whatever a receipt calls its cell, it is told from the rest of the place. */
function encodeCell(uuid: string): string {
  return Buffer.from(uuid).toString('base64url');
}

/** @throws InvalidInputError */
function decodeCell(encoded: string): string {
  const uuid = Buffer.from(encoded, 'base64url').toString();
  if (uuid === '' || encodeCell(uuid) !== encoded) throw notAPlace(encoded);
  return uuid;
}

async function nextUnmapped(
  deployment: Deployment,
  afterCell: string,
): Promise<string | undefined> {
  const unmapped = [...(await countUnmapped(deployment)).keys()].sort();
  return unmapped.find((uuid) => uuid > afterCell);
}

/** How many receipts name each cell that is not mapped, by its uuid. */
async function countUnmapped({ api, cells }: Deployment): Promise<Map<string, number>> {
  const mappings = await listCellMappings(api);
  const mapped = new Set([...mappings, ...cells].map(({ uuid }) => uuid));
  const counts = await countReceiptsByCell(api);
  return new Map([...counts].filter(([uuid]) => !mapped.has(uuid)));
}
