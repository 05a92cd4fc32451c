import type { Receipt } from '@cellbridge/db-api';
import { judgeProofs } from '../evidence/judge-proofs.js';
import { isOfMove } from '../receipt-of-row.js';
import type { Finding } from './finding.js';
import type { CellScope, CheckedPage, PageRequest } from './pass.js';
import { readReceiptPage } from './receipt-page.js';

/**
 * Looks for receipts of the API database to which the cell has none, although it has the rows:
 * `unproven`. Rows that Nova has archived and purged prove nothing; they are counted.
 */
export async function checkProofs(scope: CellScope, page: PageRequest): Promise<CheckedPage> {
  const { cell, deployment } = scope;
  const { receipts, next } = await readReceiptPage(deployment, cell.uuid, page);
  const moved = receipts.filter(isOfMove);
  if (moved.length === 0) return { next, findings: [] };
  const judged = await judgeProofs(cell, moved, { withArchive: await scope.hasArchive() });
  const lost = judged.filter(({ proof }) => proof === 'lost');
  const unproved = judged.filter(({ proof }) => proof === 'purged').length;
  return { next, counts: { unproved }, findings: lost.map(({ receipt }) => describe(receipt)) };
}

function describe({ cellUuid, groupUuid, cellGroupId, movedAt, runId }: Receipt): Finding {
  const details = `The API database says that run ${runId} moved it at ${movedAt}; row ${cellGroupId} of the cell is soft-deleted, and the cell has no receipt of the move.`;
  return { kind: 'unproven', cellUuid, groupUuid, details };
}
