import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (...path: string[]) => readFileSync(join(ROOT, ...path), 'utf8');
const WORKFLOWS = join('.github', 'workflows');

/** Every match of the first group of `pattern` in a text. */
function all(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

test.each(readdirSync(join(ROOT, WORKFLOWS)))('%s runs nothing but what it names', (file) => {
  const workflow = read(WORKFLOWS, file);
  for (const action of all(workflow, /\buses: (.+)/g)) {
    expect(action).toMatch(/^\.\/|@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  }
  const { packageManager } = JSON.parse(read('package.json')) as { packageManager: string };
  for (const pnpm of all(workflow, /npx --yes (\S+)/g)) expect(pnpm).toBe(packageManager);
});

test('the tests run on the versions that are said to be supported', () => {
  const versions = (text: string) => all(text, /(\d+)/g).map(Number);
  const ci = read(WORKFLOWS, 'ci.yml');
  const stability = read('docs', 'stability.md');
  for (const [key, name] of [
    ['node', 'Node.js'],
    ['postgresql', 'PostgreSQL'],
  ]) {
    const [matrix = ''] = all(ci, new RegExp(`^ +${key}: \\[(.+)\\]$`, 'gm'));
    const [row = ''] = all(stability, new RegExp(`^\\| ${name} \\| ([0-9, ]+)`, 'gm'));
    expect(versions(row)).toEqual(versions(matrix));
    expect(versions(row).length).toBeGreaterThan(2);
  }
});
