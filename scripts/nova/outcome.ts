/** How a command of Nova has ended in one situation. */
export interface Outcome {
  readonly command: string;
  readonly code: number;
  /** What it has written, without what differs from run to run. */
  readonly lines: readonly string[];
  /**
   * How many rows there were for it to take just before, of those that depend on where groups are: by
   * the name under which it tells of them.
   */
  readonly rows: Readonly<Record<string, number>>;
}

/** A number of rows, and the name under which it is told. */
interface Count {
  readonly name: string;
  readonly count: number;
}

const FORMS = [/^(?<name>\S+) \| (?<count>\d+)$/, /Deleted (?<count>\d+) rows from (?<name>\S+)/];

/** What a line says of the number of rows of a table. */
export function countIn(line: string): Count | undefined {
  const groups = FORMS.map((form) => form.exec(line)?.groups).find(Boolean);
  return groups && { name: groups.name ?? '', count: Number(groups.count) };
}

/** The lines of an output, without frames, colours, moments, names of databases and the like. */
export function linesOf(output: string): string[] {
  return output
    .replace(/\p{Cc}\[\d*m/gu, '')
    .replace(/^\d{4}-\d\d-\d\d \S+ \d+ ([A-Z]+ \S+)( \[.*?\])?/gm, '$1')
    .replace(/[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}/g, 'UUID')
    .replace(/cellbridge_[0-9a-f]{16}/g, 'DATABASE')
    .replace(/cellbridge-test-\w{6}/g, 'FOLDER')
    .split('\n')
    .map((line) =>
      line
        .replace(/^[|+][-+]*|\|$/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    )
    .filter((line) => line !== '');
}

/**
 * Says in what commands have behaved differently than they may: each ends with the same code and writes
 * the same, but for numbers of rows that depend on where groups are. Those must be the rows that there
 * were.
 *
 * @param expected What they did without Cellbridge.
 */
export function findDifferences(
  expected: readonly Outcome[],
  actual: readonly Outcome[],
): string[] {
  return actual.flatMap((outcome, index) => {
    const found = expected[index];
    const differences = found ? compare(found, outcome) : ['it was not run without Cellbridge'];
    return differences.map((difference) => `${outcome.command}: ${difference}`);
  });
}

function compare(expected: Outcome, { code, lines, rows }: Outcome): string[] {
  const differences = lines.flatMap((line) => {
    const { name = '', count = 0 } = countIn(line) ?? {};
    const { [name]: there = count } = rows;
    // Of what it takes along with a group, the archiver tells a part.
    const isTrue = name.startsWith('cell1.') ? count <= there : count === there;
    return isTrue ? [] : [`${line}, but there were ${there}`];
  });
  if (code !== expected.code) differences.push(`exit code ${code} instead of ${expected.code}`);
  const withoutCounts = (line: string) => {
    const name = countIn(line)?.name ?? '';
    return name in rows ? name : line;
  };
  const wanted = expected.lines.map(withoutCounts).join('\n');
  const written = lines.map(withoutCounts).join('\n');
  if (written !== wanted) differences.push(`it wrote\n${written}\ninstead of\n${wanted}`);
  return differences;
}
