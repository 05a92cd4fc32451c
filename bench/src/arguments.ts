import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.js';
import type { LabOptions } from './lab.js';

export interface Arguments {
  readonly benchmarks: readonly Benchmark[];
  readonly groups: number | undefined;
  readonly rounds: number | undefined;
  readonly serverUrls: LabOptions['serverUrls'];
  readonly json: boolean;
  readonly check: boolean;
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
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    benchmarks: positionals.length === 0 ? benchmarks : choose(positionals, benchmarks),
    groups: wholeNumber('groups', values.groups),
    rounds: wholeNumber('rounds', values.rounds),
    serverUrls: { postgresql: values.postgres, mysql: values.mysql },
    json: values.json,
    check: values.check,
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
