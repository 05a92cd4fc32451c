import { guardListener } from '@cellbridge/db-api';
import { now, toIso } from '@cellbridge/objects';
import type { RunOptions } from '../run-options.js';
import { countEvents } from '../telemetry/count-events.js';
import type { Without } from './migration-event.js';
import type { FinishedEvent, ProgressEvent } from './progress-event.js';

/** An event of a run, before it is told when it happened and in which run. */
export type UntoldEvent = Without<ProgressEvent, 'time' | 'runId'>;

/** The same of a migration, before it is told of which. */
export type UntoldMigrationEvent = Without<
  Exclude<ProgressEvent, FinishedEvent>,
  'time' | 'runId' | 'migration'
>;

/** Returns what tells the events of a run: to its listener, and to the metrics of the program. */
export function tellEvents(
  runId: string,
  { onProgress, meterProvider }: Pick<RunOptions, 'onProgress' | 'meterProvider'>,
): (event: UntoldEvent) => void {
  const listener = guardListener('onProgress', onProgress);
  const count = countEvents(meterProvider);
  return ({ type, ...untold }) => {
    const time = toIso(now()) ?? '';
    const event = { type, time, runId, ...untold } as ProgressEvent;
    count(event);
    listener(event);
  };
}
