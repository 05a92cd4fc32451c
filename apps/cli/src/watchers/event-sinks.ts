import type { ProgressEvent } from '@cellbridge/migrator';
import type { Invocation } from '../command.js';
import { UsageError } from '../usage-error.js';
import { runEventCommand } from './event-command.js';
import { type EventSink, openEventFile } from './event-file.js';

/** Who gets the events of a run. */
export interface EventOptions {
  /** A file, or `-` for standard output. */
  readonly events: string | undefined;
  /** A command of the user's. */
  readonly onEvent: string | undefined;
}

/** Opens what gets the events of a run, if anything does. @throws UsageError */
export function openEventSinks(
  { events, onEvent }: EventOptions,
  invocation: Pick<Invocation, 'io' | 'output'>,
): EventSink {
  const sinks: EventSink[] = [];
  if (events !== undefined) sinks.push(openEventFile(events, invocation));
  if (onEvent !== undefined) sinks.push(runEventCommand(onEvent, invocation));
  return {
    write(event: ProgressEvent) {
      for (const sink of sinks) sink.write(event);
    },
    async end() {
      await Promise.all(sinks.map((sink) => sink.end()));
    },
  };
}

/** @throws UsageError if standard output is to hold two things. */
export function refuseTwoOutputs(events: string | undefined, isJson: boolean): void {
  if (events !== '-' || !isJson) return;
  throw new UsageError(
    'Both --json and --events - write to standard output; leave out --json (the last events hold the result), or give a file.',
  );
}
