import { compareBytes, NO_RUN } from '@cellbridge/db-api';
import { toIso } from '@cellbridge/objects';
import type { NameOf } from './cell-names.js';
import { groupedBy } from './grouped-by.js';
import type { ReportedRun, ReportedRunCell, RunEvents } from './move-report.js';
import type { ReceiptHour } from './report-receipts.js';

/** What is known of runs beside their receipts. */
export interface KnownRuns {
  readonly nameOf: NameOf;
  /** What events say of them; `undefined` where there are none. */
  readonly events: ReadonlyMap<string, RunEvents> | undefined;
  readonly lostRunIds: ReadonlySet<string>;
}

/**
 * Lists the runs, in the order of time.
 *
 * @param hours what they have moved, by the hour.
 */
export function reportRuns(hours: readonly ReceiptHour[], known: KnownRuns): ReportedRun[] {
  const moved = groupedBy(hours, ({ runId }) => runId);
  const told = [...(known.events?.keys() ?? [])].filter((runId) => !moved.has(runId));
  const runs = [...moved, ...told.map((runId) => [runId, []] as const)].map(([runId, own]) =>
    reportRun(runId, own, known),
  );
  return runs.sort((left, right) => compareBytes(beginningOf(left), beginningOf(right)));
}

function reportRun(runId: string, hours: readonly ReceiptHour[], known: KnownRuns): ReportedRun {
  const cells = [...groupedBy(hours, ({ cellUuid }) => cellUuid)]
    .map(([cellUuid, own]): ReportedRunCell => {
      return { cellUuid, cellName: known.nameOf(cellUuid), ...sumUp(own) };
    })
    .sort((left, right) => compareBytes(left.cellUuid, right.cellUuid));
  return {
    runId: runId === NO_RUN ? null : runId,
    ...sumUp(hours),
    cells,
    events: known.events?.get(runId) ?? null,
    isLost: known.lostRunIds.has(runId),
  };
}

function sumUp(hours: readonly ReceiptHour[]): Pick<ReportedRun, 'groups' | 'firstAt' | 'lastAt'> {
  const times = hours
    .flatMap(({ firstAt, lastAt }) => (firstAt === null ? [] : [firstAt, lastAt]))
    .sort(compareBytes);
  return {
    groups: hours.reduce((sum, { groups }) => sum + groups, 0),
    firstAt: toIso(times[0] ?? null),
    lastAt: toIso(times.at(-1) ?? null),
  };
}

function beginningOf({ events, firstAt }: ReportedRun): string {
  return events?.startedAt ?? firstAt ?? '';
}
