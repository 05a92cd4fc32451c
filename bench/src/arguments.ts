import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.js';
import type { LabOptions } from './lab.js';
import { rendererOf } from './report/render-report.js';

export interface Arguments {
  /** Those that were named; none: all. */
  readonly chosen: readonly Benchmark[];
  readonly groups: number | undefined;
  readonly rounds: number | undefined;
  readonly serverUrls: LabOptions['serverUrls'];
  readonly json: boolean;
  readonly check: boolean;
  /** The file to write a chart into. */
  readonly report: string | undefined;
  /** The documents that are shown in place of a run; none: benchmarks are run. */
  readonly from: readonly string[];
  readonly help: boolean;
}

/** @throws Error that says what is wrong. */
export function parseArguments(
  given: readonly string[],
  benchmarks: readonly Benchmark[],
): Arguments {
  const { values, positionals } = parseArgs({
    args: [...given],
    allowPositionals: true,
    options: {
      groups: { type: 'string' },
      rounds: { type: 'string' },
      postgres: { type: 'string' },
      mysql: { type: 'string' },
      json: { type: 'boolean', default: false },
      check: { type: 'boolean', default: false },
      report: { type: 'string' },
      from: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { report, from } = values;
  if (report !== undefined) rendererOf(report);
  const ofRuns = ['groups', 'rounds', 'postgres', 'mysql'] as const;
  const unused = ofRuns.find((option) => values[option] !== undefined);
  if (from.length > 0 && unused) throw new Error(`--from runs nothing; leave --${unused} out.`);
  return {
    chosen: choose(positionals, benchmarks),
    groups: wholeNumber('groups', values.groups),
    rounds: wholeNumber('rounds', values.rounds),
    serverUrls: { postgresql: values.postgres, mysql: values.mysql },
    json: values.json,
    check: values.check,
    report,
    from,
    help: values.help,
  };
}

/** What `--help` prints. */
export function helpOf(benchmarks: readonly Benchmark[]): string {
  const width = Math.max(...benchmarks.map(({ name }) => name.length));
  const list = benchmarks.map(({ name, description }) => `  ${name.padEnd(width)}  ${description}`);
  return `Usage: pnpm bench [NAME…] [options]

Runs Cellbridge and the best that the bare drivers can do in turns, on the same rows and machine.

Options:
  --groups N      groups to run with; for the growing ones, the larger number
  --rounds N      how often each side is run; a short reference more often
  --postgres URL  a PostgreSQL server to use, on which databases may be made; starts its own
  --mysql URL     the same with a server of MariaDB or MySQL
  --report FILE   write a chart, too: FILE.svg is the picture, FILE.html a page with it and a table
  --from FILE     show what --json printed into FILE, and run nothing; can be repeated. A "note" beside
                  its "results" says on what machine and when they were measured
  --json          print one JSON document, and nothing else, on standard output
  --check         fail if a bar is missed; not for CI, where the machine is too noisy for that

Benchmarks:
${list.join('\n')}
`;
}

function choose(names: readonly string[], benchmarks: readonly Benchmark[]): Benchmark[] {
  return names.map((name) => {
    const found = benchmarks.find((benchmark) => benchmark.name === name);
    if (found) return found;
    const known = benchmarks.map((benchmark) => benchmark.name).join(', ');
    throw new Error(`There is no benchmark ${name}; there are: ${known}.`);
  });
}

function wholeNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text.replaceAll('_', ''));
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new Error(`--${name} is ${text}; give a whole number above 0.`);
}
