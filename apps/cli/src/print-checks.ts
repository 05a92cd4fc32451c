import { redact } from '@cellbridge/db-api';
import { API_DATABASE, type Check, THIS_MACHINE } from '@cellbridge/migrator';
import { counted } from './counted.js';
import { givenPlaces } from './given-places.js';
import type { Io } from './io.js';
import type { Output } from './output.js';
import { plainText } from './plain-text.js';

const MARKS = { ok: 'ok', warning: 'warning', problem: 'PROBLEM', unknown: 'UNKNOWN' } as const;
const MARK_WIDTH = 9;
const NAME_WIDTH = 12;

/**
 * Prints checks for people: a line for each that is not ok, under the name of what they are of, and below it what to run.
 *
 * @param options.all prints those that are ok, too.
 */
export function printChecks(
  output: Output,
  checks: readonly Check[],
  { all }: { readonly all: boolean },
): void {
  let last: string | undefined;
  for (const check of checks) {
    const { subject, status, message, remedy } = check;
    if (subject !== last) {
      const ok = checks.filter((one) => one.subject === subject && one.status === 'ok').length;
      const count = all ? '' : `: ${counted(ok, 'check')} ok`;
      output.styled(`${output.colors.bold(plainText(headingOf(check)))}${count}`);
    }
    last = subject;
    if (status === 'ok' && !all) continue;
    const mark = colorOf(output, status)(MARKS[status].padEnd(MARK_WIDTH));
    output.styled(`  ${mark}${check.check.padEnd(NAME_WIDTH)}${plainText(redact(message))}`);
    for (const line of remedy?.split('\n') ?? []) {
      output.line(`${' '.repeat(2 + MARK_WIDTH)}run: ${line}`);
    }
  }
}

/** Says which options of this command those to run need as well: a line, or none. */
export function describeSettings(checks: readonly Check[], io: Io): string[] {
  const isOurs = ({ remedy }: Check) => remedy?.startsWith('cellbridge ') ?? false;
  const options = givenPlaces(io);
  if (options.length === 0 || !checks.some(isOurs)) return [];
  return [`Give the commands the same ${options.join(', ')} as this one.`];
}

/** Sums checks up, in a sentence. */
export function summarizeChecks(checks: readonly Check[]): string {
  const count = (wanted: Check['status']) =>
    checks.filter(({ status }) => status === wanted).length;
  const parts = [counted(count('problem'), 'problem'), counted(count('warning'), 'warning')];
  const unknown = count('unknown');
  if (unknown > 0) parts.push(`${counted(unknown, 'check')} could not be made`);
  return `${counted(checks.length, 'check')}: ${parts.join(', ')}.`;
}

function headingOf({ subject, name }: Check): string {
  if (subject === THIS_MACHINE) return 'This machine';
  if (subject === API_DATABASE) return 'API database';
  return name === null ? `Cell ${subject}` : `Cell ${name} (${subject})`;
}

function colorOf({ colors }: Output, status: Check['status']): (text: string) => string {
  return { ok: colors.green, warning: colors.yellow, problem: colors.red, unknown: colors.red }[
    status
  ];
}
