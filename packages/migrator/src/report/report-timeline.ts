import { type ApiReader, countReceiptsOverTime, type ReceiptStep } from '@cellbridge/db-api';
import { toIso } from '@cellbridge/objects';
import type { NameOf } from './cell-names.js';
import { isoOf } from './iso-of.js';
import { layOutTime, type Span, stepsOf } from './lay-out-time.js';
import type { ReportedColumn, ReportedTimeline } from './move-report.js';

/** How many cells have a column of their own. */
const MOST_NAMED = 7;

/**
 * Counts the groups that have moved over time, by cell: a column for each of the busiest cells, and one for the others.
 *
 * @param reader of the snapshot in which the hours were counted.
 * @param hours what has moved from the cells that matter, counted by the hour; at least one.
 */
export async function reportTimeline(
  reader: ApiReader,
  hours: readonly ReceiptStep[],
  nameOf: NameOf,
): Promise<ReportedTimeline> {
  const layout = layOutTime(hours.map(spanOf));
  const groupsOf = sumByCell(hours);
  const busiest = [...groupsOf.keys()].sort(
    (left, right) => (groupsOf.get(right) ?? 0) - (groupsOf.get(left) ?? 0),
  );
  // One other cell is named as well.
  const named = busiest.slice(0, busiest.length === MOST_NAMED + 1 ? MOST_NAMED + 1 : MOST_NAMED);
  const others = busiest.length - named.length;
  const columns: ReportedColumn[] = named.map((cellUuid) => {
    return { cellUuid, cellName: nameOf(cellUuid), cells: 1 };
  });
  if (others > 0) columns.push({ cellUuid: null, cellName: null, cells: others });
  const steps = new Map(stepsOf(layout).map((from) => [from, columns.map(() => 0)]));
  for (const { cellUuid, from, groups } of await countReceiptsOverTime(
    reader,
    layout.stepSeconds,
  )) {
    if (from === null || !groupsOf.has(cellUuid)) continue;
    const place = named.indexOf(cellUuid);
    const column = place === -1 ? columns.length - 1 : place;
    const counts = steps.get(from);
    if (counts) counts[column] = (counts[column] ?? 0) + groups;
  }
  return {
    stepSeconds: layout.stepSeconds,
    periods: layout.periods.map(({ from, to }) => ({ from: isoOf(from), to: isoOf(to) })),
    columns,
    steps: [...steps].map(([from, groups]) => ({ at: isoOf(from), groups })),
  };
}

function spanOf({ firstAt, lastAt }: ReceiptStep): Span {
  return { from: secondsOf(firstAt), to: secondsOf(lastAt) };
}

function secondsOf(timestamp: string): number {
  return Date.parse(toIso(timestamp) ?? '') / 1_000;
}

function sumByCell(hours: readonly ReceiptStep[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { cellUuid, groups } of hours) {
    sums.set(cellUuid, (sums.get(cellUuid) ?? 0) + groups);
  }
  return sums;
}
