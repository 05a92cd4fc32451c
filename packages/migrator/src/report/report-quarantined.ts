import type { Quarantined } from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import {
  quarantineDescriptionDocument,
  quarantineDocument,
} from '../documents/quarantine-document.js';
import { missedCell } from '../missed-cell.js';
import { describeEntry } from '../quarantine/quarantine.js';
import type { ReportedQuarantined } from './move-report.js';

/** Describes groups in quarantine. Where a cell cannot be asked, or is no longer mapped, it says so, and describes the others. */
export async function reportQuarantined(
  deployment: Deployment,
  entries: readonly Quarantined[],
): Promise<ReportedQuarantined[]> {
  const missed = new Map<string, string>();
  const groups: ReportedQuarantined[] = [];
  for (const entry of entries) groups.push(await describe(deployment, entry, missed));
  return groups;
}

/** Describes a group. A cell that could not be asked is not asked again: it may take its time to fail. */
async function describe(
  deployment: Deployment,
  entry: Quarantined,
  missed: Map<string, string>,
): Promise<ReportedQuarantined> {
  const cell = deployment.cells.find(({ uuid }) => uuid === entry.cellUuid);
  const listed = { entry: quarantineDocument(entry), description: null };
  if (!cell) return { ...listed, obstacle: `Cell ${entry.cellUuid} is no longer mapped.` };
  const known = missed.get(cell.uuid);
  if (known !== undefined) return { ...listed, obstacle: known };
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
