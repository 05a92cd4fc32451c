import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDeployment, useHarness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { cellbridge } from './run.js';

const ESCAPE = '\u001b[';

describe('on a terminal', () => {
  const harness = useHarness('sqlite');

  test('a run has a bar beside its result, and a framed table', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups(Array.from({ length: 4 }, () => ({})));
    const args = ['db', 'online-data-migrations', '--batch-size', '1'];
    const { code, stdout, stderr } = await cellbridge({ apiUrl: api.url, isTTY: true }, ...args);
    expect(code).toBe(0);
    expect(stderr).toContain('of 4 groups');
    expect(stdout).toContain('┌');
    expect(stdout).toContain(ESCAPE);
    expect(stdout).not.toContain('rows matched');
  });

  test('a run has a line a batch while a cell is down, and hides nothing of the terminal', async () => {
    const { api, cells } = await createDeployment(harness, { cells: 2 });
    await cells[1]?.addGroups([{}, {}]);
    const args = ['db', 'online-data-migrations', '--batch-size', '1'];
    const options = { apiUrl: api.url, isTTY: true };
    await api.raw.query(
      "UPDATE cell_mappings SET database_connection = 'sqlite:////nowhere/x' WHERE name = 'cell1'",
    );
    const { code, stdout, stderr } = await cellbridge(options, ...args);
    expect({ code, stderr }).toEqual({ code: 4, stderr: '' });
    expect(stdout.match(/in cell cell2, 1 migrated/g)).toHaveLength(2);
    await cells[1]?.addGroups([{}]);
    const bar = await cellbridge(options, ...args, '--cell', 'cell2');
    expect(bar.stderr).toContain('of 1 groups');
    expect(bar.stderr).not.toContain(`${ESCAPE}?25l`);
    expect(bar.stderr).not.toContain(`${ESCAPE}?7l`);
  });

  test('NO_COLOR takes the colours away', async () => {
    const { api } = await createDeployment(harness);
    const options = { apiUrl: api.url, isTTY: true };
    const environment = { NO_COLOR: '1' };
    expect((await cellbridge(options, 'status')).stdout).toContain(ESCAPE);
    const { stdout } = await cellbridge({ ...options, environment }, 'status');
    expect(stdout).toContain('┌');
    expect(stdout).not.toContain(ESCAPE);
  });

  test('--json is the document alone', async () => {
    const { api } = await createDeployment(harness);
    const options = { apiUrl: api.url, isTTY: true };
    const result = await cellbridge(options, 'db', 'online-data-migrations', '--json');
    expect(result).toMatchObject({ code: 0, stderr: '' });
    expect(result.json()).toMatchObject({ outcome: 'complete' });
  });
});

describe("a demo's folder", () => {
  test('that holds a demo, or cannot be made, is refused', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cellbridge-demo-test-'));
    const run = (name: string) =>
      cellbridge({ folder }, 'demo', '--groups', '10', '--folder', name);
    const made = await run('made');
    expect(made.code).toBe(0);
    expect(made.stdout).toContain(`sqlite:///${join(folder, 'made', 'api.sqlite')}`);
    expect(made.stdout).toContain('(in a clone with "pnpm" before each of them)');
    const again = await run('made');
    expect(again.code).toBe(127);
    expect(again.stderr).toContain('holds a demo already');
    await writeFile(join(folder, 'file'), '');
    const impossible = await run('file/inside');
    expect(impossible.code).toBe(127);
    expect(impossible.stderr).toContain('name another folder');
    await rm(folder, { recursive: true });
  });
});
