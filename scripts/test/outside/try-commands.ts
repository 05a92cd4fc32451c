import type { ChildProcess } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { describe, expect, it } from 'vitest';
import {
  CALLS,
  type Call,
  EVENTS,
  FIRST_CALLS,
  GROUPS,
} from '../../../apps/cli/test/contract/calls.js';
import { Documents } from '../../../apps/cli/test/contract/documents.js';
import { type Ended, runProcess } from '../run-process.js';

const MINUTE_MS = 60_000;
const COLUMNS = 80;
const ESCAPE = '\u001b';
/** What a program prints that has not thought of a case. */
const SLIP = /undefined|\bNaN\b|\[object |^\s+at \S+ \(/m;
const COMMANDS = [...new Set(CALLS.map(([path]) => path))];

/** What is asked of each call, beside its exit code. */
interface Way {
  readonly isTerminal?: boolean;
  /** The words that run the command with these arguments. */
  command(bin: string, args: readonly string[]): [string, ...string[]];
  /** @param called where the command is, and its words: `db sync`. */
  check(ended: Ended, called: { readonly bin: string; readonly path: string }): void;
}

const WAYS: Readonly<Record<string, Way>> = {
  'in a pipe': {
    command: (bin, args) => [bin, ...args],
    check({ stdout, stderr }) {
      expect(stdout).not.toBe('');
      expect(stdout + stderr).not.toContain(ESCAPE);
      expect(stdout + stderr).not.toMatch(SLIP);
    },
  },
  [`on a terminal of ${COLUMNS} columns`]: {
    isTerminal: true,
    // A terminal has one output. `script` of util-linux hands on the exit code.
    command: (bin, args) => {
      const words = [bin, ...args].map((word) => `'${word}'`).join(' ');
      const typed = `stty rows 24 cols ${COLUMNS}; exec ${words}`;
      return ['script', '--quiet', '--return', '--command', typed, '/dev/null'];
    },
    check({ stdout }) {
      const shown = stripVTControlCharacters(stdout);
      expect(shown.trim()).not.toBe('');
      expect(shown).not.toMatch(SLIP);
      // Prose and commands to paste are left to the terminal, which breaks lines.
      const framed = shown.split(/[\r\n]+/).filter((line) => /^[┌│├└]/.test(line));
      expect(framed.filter((line) => line.length > COLUMNS)).toEqual([]);
    },
  },
  'with --json': {
    command: (bin, args) => [bin, ...args, '--json'],
    check({ code, stdout, stderr }, { bin, path }) {
      // A cell that is down is named at once.
      if (code !== 4) expect(stderr).toBe('');
      new Documents(schemasOf(bin)).check(path, JSON.parse(stdout));
    },
  },
};

/** The folder of the schemas in the package that has the command. */
function schemasOf(bin: string): string {
  return dirname(createRequire(bin).resolve('cellbridge/schemas/error.schema.json'));
}

/** Ends a process that serves until Ctrl-C, once it has said where. */
function pressOnceServed(child: ChildProcess): void {
  let written = '';
  child.stdout?.on('data', (part: string) => {
    written += part;
    if (/http:.*\n/.test(written)) child.kill('SIGINT');
  });
}

/**
 * Runs the built command, as it is installed, as a process: every subcommand on every database, in a pipe, on a
 * terminal and with `--json`.
 *
 * @param binOf gives the path of the command.
 */
export function tryCommands(binOf: () => string): void {
  const ended = ([program, ...args]: [string, ...string[]], folder: string, apiUrl?: string) =>
    runProcess(program, args, {
      folder,
      environment: { TERM: 'xterm', CELLBRIDGE_API_DB: apiUrl },
      timeout: MINUTE_MS,
      onStart: args.includes('dashboard') && !args.includes('--help') ? pressOnceServed : undefined,
    });

  forEachDialect('every command, with databases', (harness) => {
    it.each(Object.entries(WAYS))(
      '%s',
      async (_name, way) => {
        const { api, cell } = await createDeployment(harness);
        await cell.addGroups(GROUPS.cell);
        await api.addGroups(GROUPS.api);
        const folder = await mkdtemp(join(await harness.folder(), 'commands-'));
        const emptyUrl = await harness.createDatabaseUrl();
        const call = async (apiUrl: string, [path, code, ...rest]: Call) => {
          const args = [...path.split(' '), ...rest];
          const result = await ended(way.command(binOf(), args), folder, apiUrl);
          expect({ args, ...result }).toMatchObject({ args, code });
          way.check(result, { bin: binOf(), path });
        };
        for (const first of FIRST_CALLS) await call(emptyUrl, first);
        const lines = EVENTS.lines.map((event) => `${JSON.stringify(event)}\n`);
        await writeFile(join(folder, EVENTS.file), lines.join(''));
        // `script` hands on no Ctrl-C, without which a dashboard does not end.
        const calls = CALLS.filter(([path]) => !way.isTerminal || path !== 'dashboard');
        for (const next of calls) await call(api.url, next);
      },
      10 * MINUTE_MS,
    );
  });

  describe('every command', () => {
    it.each(COMMANDS)('%s --help has a usage and examples', async (path) => {
      const help = await ended([binOf(), ...path.split(' '), '--help'], '/');
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help.stdout).toContain(`Usage: cellbridge ${path}`);
      expect(help.stdout).toContain(`$ cellbridge ${path}`);
    });
  });
}
