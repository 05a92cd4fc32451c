import { isTimestamp } from '@cellbridge/schema';
import { count, max, min, ne, sql } from 'drizzle-orm';
import type { ApiReader } from './api-database.js';

/** How many groups a run has moved from a cell. */
export interface ReceiptCount {
  readonly cellUuid: string;
  /** As in a receipt: all zeros where somebody ended a quarantine. */
  readonly runId: string;
  readonly groups: number;
}

/** How many of them moved within a step of time. */
export interface ReceiptStep extends ReceiptCount {
  /** When the step begins, in seconds since 1970: a multiple of its length. */
  readonly from: number;
  /** When the first and the last of them moved: `YYYY-MM-DD HH:MM:SS.ffffff`, UTC, by the clock of the run's machine. */
  readonly firstAt: string;
  readonly lastAt: string;
}

/** How many of them moved at a time that nobody can read: somebody has put something else into the receipts. */
export interface UndatedReceipts extends ReceiptCount {
  readonly from: null;
  readonly firstAt: null;
  readonly lastAt: null;
}

/**
 * Counts the groups that have moved, in steps of time of equal length; steps without any are left out. Those whose time nobody
 * can read are counted apart. One statement, which reads every receipt.
 *
 * @param stepSeconds the length of a step.
 */
export async function countReceiptsOverTime(
  reader: ApiReader,
  stepSeconds: number,
): Promise<(ReceiptStep | UndatedReceipts)[]> {
  const { receipts } = reader.tables;
  const { cellUuid, runId, movedAt } = receipts;
  const { epochSeconds, sortsAsRead } = reader.dialect;
  const second = epochSeconds(movedAt);
  const step = sql`case when ${sortsAsRead(movedAt)} then ${second} - ${second} % ${stepSeconds} end`;
  // The name keeps the length of a step, a parameter, out of `group by`.
  const from = sql<number | null>`${step}`.as('step_from');
  const rows = await reader
    .select({ cellUuid, runId, from, groups: count(), firstAt: min(movedAt), lastAt: max(movedAt) })
    .from(receipts)
    .where(ne(receipts.digest, ''))
    .groupBy(cellUuid, runId, sql`step_from`)
    .orderBy(sql`step_from`, cellUuid, runId);
  return rows.map(({ cellUuid, runId, from, groups, firstAt, lastAt }) => {
    const counted = { cellUuid, runId, groups: Number(groups) };
    const isRead = [firstAt, lastAt].every((stamp) => stamp !== null && isTimestamp(stamp));
    if (from === null || firstAt === null || lastAt === null || !isRead) {
      return { ...counted, from: null, firstAt: null, lastAt: null };
    }
    return { ...counted, from: Number(from), firstAt, lastAt };
  });
}
