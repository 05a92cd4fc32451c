import { countIn, type Outcome } from './outcome.js';

/** What the outcomes in one situation are, under its name. */
export interface Column {
  readonly name: string;
  readonly outcomes: readonly Outcome[];
}

/**
 * Renders a Markdown table: a row for each command, a column for each situation. The first one is told
 * in full, of the others what is different there.
 */
export function renderTable([first, ...others]: readonly Column[]): string {
  if (!first) return '';
  const rows = first.outcomes.map((outcome, index) => [
    outcome.command === first.outcomes[index - 1]?.command ? 'once more' : `\`${outcome.command}\``,
    describe(outcome),
    ...others.map(({ outcomes }) => describeChange(outcome, outcomes[index])),
  ]);
  const names = ['command', first.name, ...others.map(({ name }) => name)];
  return [names, names.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function describe({ code, lines }: Outcome): string {
  const facts = factsIn(lines);
  return facts.length > 0 ? `${code}: ${facts.join(', ')}` : `${code}`;
}

function describeChange(first: Outcome, other: Outcome | undefined): string {
  if (!other) throw new Error(`${first.command} has not been run everywhere.`);
  const known = new Set([`${first.code}`, ...factsIn(first.lines)]);
  const changes = [`${other.code}`, ...factsIn(other.lines)].filter((fact) => !known.has(fact));
  return changes.length > 0 ? `the same, but ${changes.join(', ')}` : 'the same';
}

/** The lines of an output that say what a command has done or found. */
function factsIn(lines: readonly string[]): string[] {
  return lines.flatMap((line, index) => {
    const { name, count } = countIn(line) ?? {};
    if (name !== undefined) return count === 0 ? [] : [`${count} \`${name}\``];
    const [, migration, needed, completed] = /^(\w+) \| ([1-9]\d*) \| (\d+)$/.exec(line) ?? [];
    if (migration) return [`${completed} of ${needed} \`${migration}\``];
    if (/^\d+\.\d+\.\d+$/.test(line)) return [line];
    const [, result] = /^Result: (\w+)$/.exec(line) ?? [];
    return result ? [`${lines[index - 1]?.replace('Check: ', '')} ${result.toLowerCase()}`] : [];
  });
}
