import { summarizeCellReceipts } from '@cellbridge/db-cell';
import { findOneSided } from '../evidence/one-sided.js';
import type { Finding } from './finding.js';
import type { CellScope, CheckedPage, PageRequest } from './pass.js';
import { onlyPlace } from './place.js';

/** Looks for receipts from before the cell was mapped again, under another uuid: `remapped`. */
export async function checkMapping(scope: CellScope, { after }: PageRequest): Promise<CheckedPage> {
  onlyPlace(after);
  const { cell, deployment } = scope;
  const withArchive = await scope.hasArchive();
  const runs = await cell.snapshot((reader) => summarizeCellReceipts(reader, { withArchive }));
  const mapped = new Set(deployment.cells.map(({ uuid }) => uuid));
  if (runs.every(({ cellUuid }) => mapped.has(cellUuid))) return { next: null, findings: [] };
  const groups = new Map<string, number>();
  for await (const page of findOneSided(deployment, cell)) {
    for (const { loss, receipt } of page) {
      if (loss !== 'mapping') continue;
      groups.set(receipt.cellUuid, (groups.get(receipt.cellUuid) ?? 0) + 1);
    }
  }
  const findings = [...groups].map(([uuid, count]): Finding => {
    const details = `Receipts of ${count} groups in the cell name cell ${uuid}, which is not mapped: the cell was mapped again since they moved, as ${cell.uuid}.`;
    return { kind: 'remapped', cellUuid: cell.uuid, groupUuid: null, details };
  });
  return { next: null, findings };
}
