import {
  type ApiDatabase,
  countReceiptsOverTime,
  type ReceiptStep,
  type UndatedReceipts,
} from '@cellbridge/db-api';
import type { NameOf } from './cell-names.js';
import type { ReportedTimeline } from './move-report.js';
import { reportTimeline } from './report-timeline.js';

const HOUR_SECONDS = 3_600;

/** What a run has moved from a cell within an hour, or at a time that nobody can read. */
export type ReceiptHour = ReceiptStep | UndatedReceipts;

/** What the receipts tell. */
export interface GatheredReceipts {
  /** Of the cells that matter. */
  readonly hours: readonly ReceiptHour[];
  /** Of all other cells. */
  readonly otherHours: readonly ReceiptHour[];
  /** Of the cells that matter; `null` where no group has moved at a time that can be read. */
  readonly timeline: ReportedTimeline | null;
}

/** Gathers what the receipts tell, from one snapshot: groups may move meanwhile. */
export async function reportReceipts(
  api: ApiDatabase,
  cellUuids: ReadonlySet<string>,
  nameOf: NameOf,
): Promise<GatheredReceipts> {
  return await api.snapshot(async (reader) => {
    const all = await countReceiptsOverTime(reader, HOUR_SECONDS);
    const hours = all.filter(({ cellUuid }) => cellUuids.has(cellUuid));
    const otherHours = all.filter(({ cellUuid }) => !cellUuids.has(cellUuid));
    const dated = hours.filter((hour) => hour.from !== null);
    const timeline = dated.length > 0 ? await reportTimeline(reader, dated, nameOf) : null;
    return { hours, otherHours, timeline };
  });
}
