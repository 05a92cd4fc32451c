/** What a terminal is shown that knows only ASCII, or cannot move its cursor. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDeployment, useHarness } from '@cellbridge/testing';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { cellbridge } from './run.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** The sources whose texts the command prints. */
const SOURCES = [
  'apps/cli',
  ...['database', 'schema', 'db-common', 'db-api', 'db-cell', 'objects', 'migrator'].map(
    (name) => `packages/${name}`,
  ),
];
const BEYOND_ASCII = /[^\p{ASCII}]/u;
const NO_LOCALE = { LANG: '' };

describe('a terminal', () => {
  const harness = useHarness('sqlite');
  const run = async (environment: Record<string, string>, isTTY = true) => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}, {}]);
    const args = ['db', 'online-data-migrations', '--batch-size', '1'];
    return await cellbridge({ apiUrl: api.url, environment, isTTY, columns: 80 }, ...args);
  };

  test.each<[string, Record<string, string>]>([
    ['LANG', { LANG: 'de_DE.UTF-8' }],
    ['a character set as others spell it', { LANG: 'de_DE.utf8@euro' }],
    ['LC_CTYPE, which alone says the character set on macOS', { LANG: '', LC_CTYPE: 'UTF-8' }],
    ['LC_CTYPE before LANG', { LANG: 'C', LC_CTYPE: 'C.UTF-8' }],
    ['LC_ALL before LC_CTYPE', { LC_CTYPE: 'C', LC_ALL: 'en_US.UTF-8' }],
    ['an empty LC_ALL, which is none', { LC_ALL: '', LANG: 'C.UTF-8' }],
  ])('of UTF-8 by %s has frames and a bar of Unicode', async (_what, environment) => {
    const { stdout, stderr } = await run(environment);
    expect(stdout).toContain('┌');
    expect(stderr).toContain('░');
  });

  test.each<[string, Record<string, string>]>([
    ['no locale', NO_LOCALE],
    ['LC_ALL=C', { LC_ALL: 'C', LANG: 'C.UTF-8' }],
    ['LC_CTYPE=POSIX', { LC_CTYPE: 'POSIX' }],
    ['another character set', { LANG: 'de_DE.ISO-8859-1' }],
  ])('of %s gets ASCII alone', async (_what, environment) => {
    const { stdout, stderr } = await run(environment);
    expect(stdout + stderr).not.toMatch(BEYOND_ASCII);
    expect(stderr).toMatch(/^\r\S*K-{30,} 0 %/);
    expect(stderr).toMatch(/#{30,} 100 %/);
    const [top, titles, line] = stdout.split('\n');
    expect(top).toMatch(/^\+-+\+-+\+-+\+$/);
    expect(titles).toMatch(/^\|.*Migration.*\|.*Total Needed.*\|.*Completed.*\|$/);
    expect(line).toBe(top);
  });

  test('that knows only ASCII gets names as they are stored', async () => {
    const { api } = await createDeployment(harness);
    await api.addGroups([{ name: 'Müller …' }]);
    const options = { apiUrl: api.url, isTTY: true, environment: NO_LOCALE };
    expect((await cellbridge(options, 'group', 'list')).stdout).toContain('Müller …');
  });

  test('that cannot move its cursor gets what a pipe gets', async () => {
    const withoutTimes = ({ stdout, stderr }: { stdout: string; stderr: string }) =>
      `${stdout}${stderr}`.replace(/^\S+Z /gm, '');
    const dumb = await run({ TERM: 'dumb' });
    expect(withoutTimes(dumb)).toBe(withoutTimes(await run({}, false)));
    expect(dumb.stdout).toContain('1 of 2 so far, 1 remaining.');
    for (const sign of ['\r', '\u001b', '┌']) {
      expect(dumb.stdout + dumb.stderr).not.toContain(sign);
    }
  });
});

test('all texts of the command are ASCII, except what frames and bars are drawn with', () => {
  const files = SOURCES.flatMap((folder) => {
    const source = join(ROOT, folder, 'src');
    const names = readdirSync(source, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => name.endsWith('.ts')).map((name) => join(source, name));
  });
  expect(files.length).toBeGreaterThan(300);
  const found = files.flatMap((file) => {
    const texts = textsOf(readFileSync(file, 'utf8'));
    return texts.filter((text) => BEYOND_ASCII.test(text)).map((text) => ({ file, text }));
  });
  const file = join(ROOT, 'apps/cli/src/terminal.ts');
  expect(found).toEqual(["'█'", "'░'"].map((text) => ({ file, text })));
});

/** The literals of a source: its comments may have any characters. */
function textsOf(source: string): string[] {
  const texts: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateLiteralToken(node)) texts.push(node.getText());
    ts.forEachChild(node, visit);
  };
  const file = ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true);
  ts.forEachChild(file, visit);
  return texts;
}
