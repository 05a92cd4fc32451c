import { count, max, min, ne, sql } from 'drizzle-orm';
import type { ApiReader } from './api-database.js';

/** How many groups a run has moved from a cell within a step of time. */
export interface ReceiptStep {
  readonly cellUuid: string;
  /** As in a receipt: all zeros where somebody ended a quarantine. */
  readonly runId: string;
  /** When the step begins, in seconds since 1970: a multiple of its length. */
  readonly from: number;
  readonly groups: number;
  /** When the first and the last of them moved: `YYYY-MM-DD HH:MM:SS.ffffff`, UTC, by the clock of the run's machine. */
  readonly firstAt: string;
  readonly lastAt: string;
}

/**
 * Counts the groups that have moved, in steps of time of equal length; steps without any are left out. One statement, which
 * reads every receipt.
 *
 * @param stepSeconds the length of a step.
 */
export async function countReceiptsOverTime(
  reader: ApiReader,
  stepSeconds: number,
): Promise<ReceiptStep[]> {
  const { receipts } = reader.tables;
  const { cellUuid, runId, movedAt } = receipts;
  const second = reader.dialect.epochSeconds(movedAt);
  // The name keeps the length of a step, a parameter, out of `group by`.
  const from = sql<number>`${second} - ${second} % ${stepSeconds}`.as('step_from');
  const rows = await reader
    .select({ cellUuid, runId, from, groups: count(), firstAt: min(movedAt), lastAt: max(movedAt) })
    .from(receipts)
    .where(ne(receipts.digest, ''))
    .groupBy(cellUuid, runId, sql`step_from`)
    .orderBy(sql`step_from`, cellUuid, runId);
  return rows.map(({ firstAt, lastAt, ...row }) => {
    const [from, groups] = [Number(row.from), Number(row.groups)];
    return { ...row, from, groups, firstAt: firstAt ?? '', lastAt: lastAt ?? '' };
  });
}
