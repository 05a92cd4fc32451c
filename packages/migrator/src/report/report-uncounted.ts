import type { Quarantined, ReceiptCount } from '@cellbridge/db-api';
import type { ReportedUncounted } from './move-report.js';

/** Sums up what belongs to cells that a report does not count; `null` where there is nothing. */
export function reportUncounted(
  receipts: readonly ReceiptCount[],
  quarantined: readonly Quarantined[],
): ReportedUncounted | null {
  const cells = new Set([...receipts, ...quarantined].map(({ cellUuid }) => cellUuid));
  if (cells.size === 0) return null;
  return {
    cells: cells.size,
    groups: receipts.reduce((sum, { groups }) => sum + groups, 0),
    quarantined: quarantined.length,
  };
}
