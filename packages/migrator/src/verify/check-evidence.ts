import { findOneSided, type Loss, type OneSided } from '../evidence/one-sided.js';
import type { Finding } from './finding.js';
import type { CellScope, Page } from './pass.js';

const DETAILS: Readonly<Record<Loss, string>> = {
  group: 'has moved, and the API database knows neither the group nor a receipt of it.',
  receipt: 'has moved, and the API database has the group without a receipt of it.',
  mapping: 'has moved from a cell that is not mapped any more: the cell was mapped anew.',
};

/** Names what only the cell proves: `missing`. */
export async function checkEvidence({ cell, deployment }: CellScope): Promise<Page> {
  const findings: Finding[] = [];
  for await (const page of findOneSided(deployment, cell)) {
    findings.push(...page.map((found) => missing(cell.uuid, found)));
  }
  return { next: null, findings };
}

function missing(cellUuid: string, { loss, receipt }: OneSided): Finding {
  const details = `Row ${receipt.cellGroupId} of the cell ${DETAILS[loss]}`;
  return { kind: 'missing', cellUuid, groupUuid: receipt.groupUuid, details };
}
