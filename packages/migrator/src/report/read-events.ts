import { InvalidInputError } from '@cellbridge/objects';
import type { ProgressEvent } from '../events/progress-event.js';
import { readLines } from '../files/read-lines.js';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isNumber: Check = (value) => typeof value === 'number';
const isTime: Check = (value) => typeof value === 'string' && !Number.isNaN(Date.parse(value));
const isRun: Check = (value) =>
  isObject(value) && isText(value.runId) && isText(value.host) && isNumber(value.pid);
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const ifThere =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const COMMON = { time: isTime, runId: isText };
const CELL = { cellUuid: isText, cellName: orNull(isText) };
const CELL_IF_ANY = { cellUuid: ifThere(isText), cellName: ifThere(orNull(isText)) };

/** What a report reads of each event. */
const FIELDS: Readonly<Record<ProgressEvent['type'], Readonly<Record<string, Check>>>> = {
  start: COMMON,
  cell: { ...COMMON, ...CELL, state: isText, error: orNull(isText) },
  lost: { ...COMMON, ...CELL, lost: isRun },
  batch: { ...COMMON, ...CELL_IF_ANY, done: isNumber, seconds: orNull(isNumber) },
  wait: { ...COMMON, ...CELL_IF_ANY, state: isText, reason: isText },
  quarantined: { ...COMMON, ...CELL, groupUuid: isText, reason: isText },
  error: { ...COMMON, ...CELL_IF_ANY, message: isText },
  end: COMMON,
  finished: { ...COMMON, outcome: isText },
};

/**
 * Reads the events of runs from a file that `--events` of a run has written, in the order of its lines. What a process that
 * was killed has left of its last line is passed over, and so are kinds of events that only a later release tells.
 *
 * @throws InvalidInputError that names the line, if it is no event, or the system refuses.
 */
export async function* readEvents(path: string): AsyncGenerator<ProgressEvent, void, undefined> {
  let number = 0;
  const noEvent = () =>
    new InvalidInputError(
      `Line ${number} of ${path} is no event of a run; name a file that --events of a run has written.`,
    );
  for await (const { text, isEnded } of readLines(path, noEvent)) {
    number += 1;
    if (text.trim() === '') continue;
    const value = parse(text);
    if (!isObject(value) && !isEnded) return;
    if (!isObject(value) || !isText(value.type)) throw noEvent();
    const fields = Object.entries(FIELDS).find(([type]) => type === value.type)?.[1];
    if (!fields) continue;
    const isWhole = Object.entries(fields).every(([name, check]) => check(value[name]));
    if (!isWhole) throw noEvent();
    yield value as unknown as ProgressEvent;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
