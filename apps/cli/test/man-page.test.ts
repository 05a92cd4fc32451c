import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireProgram } from '@cellbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { optionTerm } from '../src/command.js';
import { COMMANDS } from '../src/commands/index.js';
import { COMMON_OPTIONS } from '../src/common-options.js';
import { EXIT } from '../src/exit-code.js';
import { manPage } from '../src/man-page.js';

const SECTIONS = [
  ...['NAME', 'SYNOPSIS', 'DESCRIPTION', 'OPTIONS', 'COMMANDS'],
  ...['EXIT STATUS', 'ENVIRONMENT', 'FILES', 'SEE ALSO'],
];

let folder: string;
let page: string;
/** As it is shown, in ASCII. */
let shown: string;

async function mandoc(...options: string[]): Promise<string> {
  const program = await requireProgram('mandoc', 'mandoc');
  const { stdout } = await promisify(execFile)(program, [...options, page]);
  return stdout;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cellbridge-man-'));
  page = join(folder, 'cellbridge.1');
  await writeFile(page, manPage('2026-11-30'));
  // A bold character is written twice, and a backspace between.
  const parts = (await mandoc('-Tascii', '-Owidth=80')).split('\b');
  shown = parts.map((part, at) => part.slice(0, at < parts.length - 1 ? -1 : undefined)).join('');
});
afterAll(() => rm(folder, { recursive: true }));

describe('the man page', () => {
  test('is one that mandoc finds no fault with', async () => {
    expect(await mandoc('-Tlint')).toBe('');
  });

  test('has the usual sections, and fits 80 columns', () => {
    expect(shown.match(/^[A-Z][A-Z ]+$/gm)).toEqual(SECTIONS);
    expect(shown).toContain("cellbridge - move Nova's instance groups to the API database");
    expect(shown).toMatch(/^cellbridge \S+ +2026-11-30 +CELLBRIDGE\(1\)$/m);
    const long = shown.split('\n').filter((line) => line.length > 80);
    // What is typed is shown as it is.
    expect(long.filter((line) => !line.startsWith('           cellbridge '))).toEqual([]);
  });

  test.each(COMMANDS.map((command) => [command.path.join(' '), command] as const))(
    'has %s with its options and examples',
    (path, { description, options = {}, examples }) => {
      const start = shown.search(new RegExp(`^   cellbridge ${path}( [<[].*)?$`, 'm'));
      expect(start).toBeGreaterThan(0);
      const [, part = ''] = shown.slice(start).split(/^ {3}cellbridge .*$|^EXIT STATUS$/m);
      expect(part.replaceAll(/\s+/g, ' ').toLowerCase()).toContain(description.toLowerCase());
      for (const [name, option] of Object.entries(options)) {
        expect(part).toMatch(new RegExp(`^ {7}${optionTerm(name, option)}(\\s|$)`, 'm'));
      }
      for (const example of examples) expect(part).toContain(`           ${example}\n`);
    },
  );

  test('has the common options and every exit code', () => {
    for (const [name, option] of Object.entries(COMMON_OPTIONS)) {
      expect(shown).toContain(`\n       ${optionTerm(name, option)}`);
    }
    const [, codes = ''] = shown.split(/^EXIT STATUS$|^ENVIRONMENT$/m);
    const described = [...codes.matchAll(/^ {7}(\d+) +[A-Z]/gm)].map(([, code]) => Number(code));
    expect(described).toEqual([...Object.values(EXIT), 130].sort((left, right) => left - right));
  });

  test('has every variable that the command reads', async () => {
    const source = new URL('../src/', import.meta.url);
    const names = await readdir(source, { recursive: true });
    const files = names.filter((name) => name.endsWith('.ts') && name !== 'man-page.ts');
    const texts = await Promise.all(files.map((name) => readFile(new URL(name, source), 'utf8')));
    const variables = new Set(texts.join('\n').match(/\bCELLBRIDGE_[A-Z_]+\b/g));
    expect(variables.size).toBeGreaterThan(3);
    for (const name of variables) expect(shown).toContain(`\n       ${name}\n`);
  });
});
