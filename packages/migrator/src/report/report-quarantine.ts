import type { Quarantined } from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import {
  quarantineDescriptionDocument,
  quarantineDocument,
} from '../documents/quarantine-document.js';
import { missedCell } from '../missed-cell.js';
import { describeEntry } from '../quarantine/quarantine.js';
import type { NameOf } from './cell-names.js';
import { groupedBy } from './grouped-by.js';
import type { ReportedQuarantine, ReportedQuarantined } from './move-report.js';

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
  const missed = new Map<string, string>();
  const groups: ReportedQuarantined[] = [];
  for (const entry of open.slice(0, MOST_DESCRIBED)) {
    groups.push(await describe(deployment, entry, missed));
  }
  return {
    open: open.length,
    counts: counts.flatMap((entries) =>
      entries.slice(0, 1).map(({ cellUuid, reason }) => {
        return { cellUuid, cellName: nameOf(cellUuid), reason, groups: entries.length };
      }),
    ),
    groups,
  };
}

/** Describes a group. A cell that could not be asked is not asked again: it may take its time to fail. */
async function describe(
  deployment: Deployment,
  entry: Quarantined,
  missed: Map<string, string>,
): Promise<ReportedQuarantined> {
  const cell = deployment.cells.find(({ uuid }) => uuid === entry.cellUuid);
  if (!cell) missed.set(entry.cellUuid, `Cell ${entry.cellUuid} is no longer mapped.`);
  const listed = { entry: quarantineDocument(entry), description: null };
  const known = missed.get(entry.cellUuid);
  if (known !== undefined || !cell) return { ...listed, obstacle: known ?? null };
  try {
    const description = await describeEntry(deployment, entry);
    return {
      ...listed,
      description: quarantineDescriptionDocument(description),
      obstacle: null,
    };
  } catch (error) {
    const { message } = missedCell(deployment, cell, error);
    missed.set(cell.uuid, message);
    return { ...listed, obstacle: message };
  }
}
