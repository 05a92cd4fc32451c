import { closeSync, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { isReport } from '@cellbridge/dashboard';
import { checkNewFile, type MoveReport } from '@cellbridge/migrator';
import { counted } from './counted.js';
import type { Io } from './io.js';
import { pathOf, reading } from './read-file.js';
import { UsageError } from './usage-error.js';

/** How many bytes of a file tell whether it is a report. */
const START_BYTES = 4_096;

/** A file that a report is to be written to. */
export interface ReportFile {
  readonly path: string;
  /** Whether it may replace what is there. */
  readonly replaces: boolean;
}

/**
 * Finds out whether a report may be written to a file: it is new, or holds an earlier report, or `force` is given.
 *
 * @throws UsageError if not. · InvalidInputError if the system refuses to write there.
 */
export async function reportFile(io: Io, given: string, force: boolean): Promise<ReportFile> {
  const path = pathOf(io, given, 'The file');
  const start = startOf(path);
  const replaces = force || (start !== undefined && isReport(start));
  if (start !== undefined && !replaces) {
    throw new UsageError(
      `${path} exists already, and is no report of a move; name another file, or add --force to overwrite it.`,
    );
  }
  // A link keeps leading to its file.
  const file = start === undefined ? path : realpathSync(path);
  await checkNewFile(file, { replaces });
  return { path: file, replaces };
}

/** What was written to a file, in one sentence. */
export function describeReport(path: string, { status: { totals } }: MoveReport): string {
  const { done, remaining, quarantined } = totals;
  const rest = remaining === null ? 'how many remain is unknown' : `${remaining} remain`;
  return `Wrote the report to ${path}: ${counted(done, 'group')} moved, ${rest}, ${quarantined} in quarantine.`;
}

/** How an ordinary file begins; `undefined` where there is none. @throws UsageError if it is something else. */
function startOf(path: string): string | undefined {
  return reading(path, () => {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats) return undefined;
    if (!stats.isFile()) throw new UsageError(`${path} is no ordinary file; name another one.`);
    const file = openSync(path, 'r');
    try {
      const start = Buffer.alloc(START_BYTES);
      return start.toString('utf8', 0, readSync(file, start));
    } finally {
      closeSync(file);
    }
  });
}
