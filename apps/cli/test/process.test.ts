import { createDeployment, forEachDialect, runSource, startSource } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';

const BIN = new URL('../src/bin.ts', import.meta.url);

describe('the process', () => {
  test('--help has examples and loads no driver', async () => {
    const help = await runSource(BIN, {
      arguments: ['db', 'online-data-migrations', '--help'],
      environment: { NODE_DEBUG: 'esm' },
    });
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('$ cellbridge db online-data-migrations');
    expect(help.stderr).not.toMatch(/node_modules\/(better-sqlite3|pg|drizzle-orm)\//);
  });

  test('the demo ends with 0, and has checked something', async () => {
    const demo = await runSource(BIN, { arguments: ['demo', '--groups', '300', '--json'] });
    expect(demo).toMatchObject({ code: 0, stderr: '' });
    const summary = JSON.parse(demo.stdout) as { checked: number; moved: number };
    expect(summary).toMatchObject({ outcome: 'complete', faults: [] });
    expect(summary.checked).toBeGreaterThan(0);
    expect(summary.moved).toBeGreaterThan(200);
  });
});

forEachDialect('Ctrl-C', (harness) => {
  test('ends after the running batch, and a new run goes on', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups(Array.from({ length: 2_000 }, () => ({ members: ['a', 'b', 'c'] })));
    const args = ['db', 'online-data-migrations', '--api-db', api.url];
    const run = startSource(BIN, { arguments: [...args, '--batch-size', '1'] });
    await run.waitFor('1 migrated');
    run.kill('SIGINT');
    const { code, stdout, stderr } = await run.result;
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/Stopped\. \d+ groups are left; run again to go on\./);
    expect((await runSource(BIN, { arguments: args })).code).toBe(0);
    expect(await api.groups()).toHaveLength(2_000);
  });
});
