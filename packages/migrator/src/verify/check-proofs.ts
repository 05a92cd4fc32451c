import type { Receipt } from '@cellbridge/db-api';
import { findGroupStates, type MovedContent } from '@cellbridge/db-cell';
import { withMoved } from '../evidence/with-moved.js';
import { digestOf, firstDigestOf, isSameContent } from '../instance-groups/digest.js';
import { findCellReceipts } from './find-cell-receipts.js';
import type { Finding } from './finding.js';
import type { CellScope, Page, PageRequest } from './pass.js';
import { readReceiptPage } from './receipt-page.js';

/**
 * Looks for receipts of the API database to which the cell has none, although it has the row:
 * `unproven`. Rows that Nova has archived and purged prove nothing; they are counted.
 */
export async function checkProofs(scope: CellScope, page: PageRequest): Promise<Page> {
  const { cell, deployment } = scope;
  const { receipts: listed, next } = await readReceiptPage(deployment, cell.uuid, page);
  // One without a digest was destroyed in its cell, and has not moved.
  const receipts = listed.filter(({ digest }) => digest !== '');
  if (receipts.length === 0) return { next, findings: [] };
  const ids = receipts.map(({ cellGroupId }) => cellGroupId);
  const withArchive = await scope.hasArchive();
  const states = await cell.examine((reader) => findGroupStates(reader, ids, { withArchive }));
  const statesOf = ({ cellGroupId, groupUuid }: Receipt) =>
    states.flatMap(({ id, uuid, state }) =>
      id === cellGroupId && uuid === groupUuid ? [state] : [],
    );
  const ended = receipts.filter((receipt) => statesOf(receipt).includes('ended'));
  let unproved = receipts.filter((receipt) => statesOf(receipt).length === 0).length;
  const findings: Finding[] = [];
  const unproven = await withoutCellReceipt(scope, ended);
  for await (const [receipt, moved] of withMoved(scope, unproven, (receipt) => receipt)) {
    if (moved && havePoliciesGone(receipt, moved)) unproved += 1;
    else findings.push(describe(receipt));
  }
  return { next, counts: { unproved }, findings };
}

async function withoutCellReceipt(
  scope: CellScope,
  receipts: readonly Receipt[],
): Promise<Receipt[]> {
  const ids = receipts.map(({ cellGroupId }) => cellGroupId);
  const proofs = await findCellReceipts(scope, ids);
  return receipts.filter(
    ({ cellGroupId, groupUuid }) =>
      !proofs.some((proof) => proof.cellGroupId === cellGroupId && proof.groupUuid === groupUuid),
  );
}

/** Nova archives the policies of a group, its cell receipt among them, before the group itself. */
function havePoliciesGone({ digest }: Receipt, moved: MovedContent): boolean {
  const isWhole = isSameContent(digestOf(moved), digest) || firstDigestOf(moved) === digest;
  return moved.policies.length === 0 && !isWhole;
}

function describe({ cellUuid, groupUuid, cellGroupId, movedAt, runId }: Receipt): Finding {
  const details = `The API database says that run ${runId} moved it at ${movedAt}; row ${cellGroupId} of the cell is soft-deleted, and the cell has no receipt of the move.`;
  return { kind: 'unproven', cellUuid, groupUuid, details };
}
