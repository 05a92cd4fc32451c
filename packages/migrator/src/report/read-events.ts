import { InvalidInputError, toIso } from '@cellbridge/objects';
import type { ProgressEvent } from '../events/progress-event.js';
import { readLines } from '../files/read-lines.js';

type Check = (value: unknown) => boolean;

/** No batch takes longer than a year. */
const MOST_SECONDS = 365 * 86_400;

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0;
const isLength: Check = (value) => typeof value === 'number' && value >= 0 && value <= MOST_SECONDS;
const isTime: Check = (value) =>
  typeof value === 'string' && toIso(value.slice(0, -1).replace('T', ' ')) === value;
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const isRun: Check = (value) =>
  isObject(value) &&
  isText(value.runId) &&
  isText(value.host) &&
  isCount(value.pid) &&
  orNull(isTime)(value.heartbeatAt);
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
  batch: { ...COMMON, ...CELL_IF_ANY, done: isCount, seconds: orNull(isLength) },
  wait: { ...COMMON, ...CELL_IF_ANY, state: isText, reason: isText },
  quarantined: { ...COMMON, ...CELL, reason: isText, isNew: isFlag },
  error: { ...COMMON, ...CELL_IF_ANY, message: isText },
  end: COMMON,
  finished: { ...COMMON, outcome: isText, stopped: isFlag },
};

/**
 * Reads the events of runs from a file that `--events` of a run has written, in the order of its lines. Kinds of events that
 * only a later release tells are passed over, and so are lines that are cut off: a process was killed as it wrote one, or the
 * disk was full. What was appended to such a line later belongs to it.
 *
 * @param onCutLine called for each line that is cut off.
 * @throws InvalidInputError that names the line, if it is something else than an event; if the file has cut lines alone; or if
 * the system refuses.
 */
export async function* readEvents(
  path: string,
  onCutLine: () => void,
): AsyncGenerator<ProgressEvent, void, undefined> {
  const hint = 'name a file that --events of a run has written.';
  let number = 0;
  let cutLines = 0;
  let isOfRuns = false;
  const noEvent = () =>
    new InvalidInputError(`Line ${number} of ${path} is no event of a run; ${hint}`);
  for await (const line of readLines(path, noEvent)) {
    number += 1;
    if (line.trim() === '') continue;
    const value = parse(line);
    if (value === undefined) {
      cutLines += 1;
      onCutLine();
      continue;
    }
    if (!isObject(value) || !isText(value.type)) throw noEvent();
    isOfRuns = true;
    const fields = Object.entries(FIELDS).find(([type]) => type === value.type)?.[1];
    if (!fields) continue;
    const isWhole = Object.entries(fields).every(([name, check]) => check(value[name]));
    if (!isWhole) throw noEvent();
    yield value as unknown as ProgressEvent;
  }
  if (cutLines > 0 && !isOfRuns) {
    throw new InvalidInputError(`${path} holds no event of a run; ${hint}`);
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
