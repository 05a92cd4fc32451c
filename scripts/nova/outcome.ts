/** How a command of Nova has ended in one situation. */
export interface Outcome {
  readonly command: string;
  readonly code: number;
  /** What it has written, as {@link linesOf} gives it. */
  readonly lines: readonly string[];
}

/** How a line tells of the number of rows of a table. */
const COUNT = /^(?<table>\S+) \| (?<count>\d+)$|Deleted (?<purged>\d+) rows from (?<shadow>\S+)/;

/**
 * What a command has written, without frames, colours, times, ids and names of databases.
 *
 * @param rows How many rows there were for the command to take, of tables that depend on where groups are,
 *   by the name that Nova has for each. Where a line tells of just as many, it becomes `TABLE: all`.
 */
export function linesOf(output: string, rows: Readonly<Record<string, number>>): string[] {
  return output
    .replace(/\p{Cc}\[\d*m/gu, '')
    .replace(/^\d{4}-\d\d-\d\d \S+ \d+ ([A-Z]+ \S+)( \[.*?\])?/gm, '$1')
    .replace(/[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}/g, 'UUID')
    .replace(/cellbridge_[0-9a-f]{16}/g, 'DATABASE')
    .replace(/cellbridge-test-\w{6}/g, 'FOLDER')
    .split('\n')
    .map((line) => line.replace(/^[|+][-+]*|\|$/g, ''))
    .map((line) => line.replace(/\s+/g, ' ').trim())
    .filter((line) => line !== '')
    .map((line) => {
      const { table, count, shadow, purged } = COUNT.exec(line)?.groups ?? {};
      const name = table ?? shadow ?? '';
      const told = Number(count ?? purged);
      const there = rows[name] ?? -1;
      // Of what it takes along with a group, the archiver tells a part.
      const isAll = name.startsWith('cell1.') ? told <= there : told === there;
      return isAll ? `${name}: all` : line;
    });
}

/** Names the commands that have ended with another code, or written something else, than is expected. */
export function findDifferences(
  expected: readonly Outcome[],
  actual: readonly Outcome[],
): string[] {
  const describe = ({ code, lines }: Outcome) => [`exit code ${code}`, ...lines].join('\n');
  return actual.flatMap((outcome, index) => {
    const [found, wanted] = [describe(outcome), describe(expected[index] ?? outcome)];
    return found === wanted ? [] : [`${outcome.command}:\n${found}\ninstead of\n${wanted}`];
  });
}

/** Names the lines that only one of two lists has, or has more often. */
export function compareLines(expected: readonly string[], actual: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of actual) counts.set(line, (counts.get(line) ?? 0) + 1);
  for (const line of expected) counts.set(line, (counts.get(line) ?? 0) - 1);
  return [...counts].flatMap(([line, count]) =>
    count === 0 ? [] : [`${count < 0 ? 'missing' : 'not expected'}: ${line}`],
  );
}
