import type { Quarantined } from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import type { NameOf } from './cell-names.js';
import { groupedBy } from './grouped-by.js';
import type { ReportedQuarantine } from './move-report.js';
import { reportQuarantined } from './report-quarantined.js';

/** How many groups are described. */
const MOST_DESCRIBED = 100;

/**
 * Counts what is in quarantine, and describes the oldest groups. Of a cell that cannot be asked they are listed.
 *
 * @param open what is in quarantine, oldest first.
 */
export async function reportQuarantine(
  deployment: Deployment,
  open: readonly Quarantined[],
  nameOf: NameOf,
): Promise<ReportedQuarantine> {
  const counts = [...groupedBy(open, ({ cellUuid, reason }) => `${cellUuid} ${reason}`).values()];
  return {
    open: open.length,
    counts: counts.flatMap((entries) =>
      entries.slice(0, 1).map(({ cellUuid, reason }) => {
        return { cellUuid, cellName: nameOf(cellUuid), reason, groups: entries.length };
      }),
    ),
    groups: await reportQuarantined(deployment, open.slice(0, MOST_DESCRIBED)),
  };
}
