import { createDeployment, forEachDialect, startSource } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { cellbridge } from './run.js';

const BIN = new URL('../src/bin.ts', import.meta.url);

forEachDialect('The status', (harness) => {
  test('of a run that was killed is not that of one at work', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups(Array.from({ length: 2_000 }, () => ({ members: ['a', 'b'] })));
    const args = ['db', 'online-data-migrations', '--api-db', api.url];
    const run = startSource(BIN, { arguments: [...args, '--batch-size', '1'] });
    await run.waitFor('1 migrated');
    const atWork = await cellbridge({ apiUrl: api.url }, 'status');
    expect(atWork.stdout).toMatch(
      /^cell1: process \d+ on \S+ is moving; its last sign of life was \d+ s ago\. A batch holds 1 group at most\.( Its last batch moved 1 group at [\d:]{8} UTC\.)?$/m,
    );
    run.kill('SIGKILL');
    await run.result;
    for (const table of ['cellbridge_progress', 'cellbridge_migrators']) {
      await api.raw.query(`UPDATE ${table} SET heartbeat_at = '2024-02-29 00:00:00'`);
    }
    const killed = await cellbridge({ apiUrl: api.url }, 'status', '--check');
    expect(killed.code).toBe(1);
    expect(killed.stdout).toMatch(/^cell1 +interrupted +\d+ +\d+ +0 +- +- *$/m);
    expect(killed.stdout).toMatch(
      /^cell1: the run was interrupted; it has given no sign of life for \d+ d/m,
    );
    expect(killed.stdout).toMatch(/^cell1: process \d+ on \S+ is lost: no sign of life for \d+ d/m);
    const next = await cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations');
    expect(next.code).toBe(0);
    const over = await cellbridge({ apiUrl: api.url }, 'status', '--check');
    expect(over).toMatchObject({ code: 0, stderr: '' });
    expect(over.stdout).not.toContain('sign of life');
  });

  test('of a cell that is back says what the last run met, and not that it is unavailable', async () => {
    const { api, cell } = await createDeployment(harness);
    const map = (url: string) =>
      api.raw.query('UPDATE cell_mappings SET database_connection = ?', url);
    await map('sqlite:////nowhere/at/all.sqlite');
    await cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations');
    await map(cell.url);
    const { stdout } = await cellbridge({ apiUrl: api.url }, 'status');
    expect(stdout).toMatch(/^cell1 +stopped /m);
    expect(stdout).toContain('cell1 answers. In the last run: Cell cell1 is unavailable: ');
  });

  test('after the API database went back names some groups, each cell, and the remedy once', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups(Array.from({ length: 25 }, () => ({ members: ['a'] })));
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    await run('db', 'online-data-migrations');
    for (const table of [
      ...['instance_group_policy', 'instance_group_member', 'instance_groups'],
      ...['cellbridge_receipts', 'cellbridge_progress'],
    ]) {
      await api.raw.query(`DELETE FROM ${table}`);
    }
    const before = await run('status', '--check');
    expect(before.code).toBe(2);
    expect(before.stdout).toMatch(/^cell1 +pending +0 +0 /m);
    expect(before.stdout.match(/^cell1: group \S+ has moved, and the API database/gm)).toHaveLength(
      20,
    );
    expect(before.stdout).toContain(
      '\n... and 5 others.\ncell1: 25 groups have moved, and the API database has lost them, or the receipts.\n  cellbridge db recover --cell cell1\n',
    );
    expect(before.stdout.match(/db recover/g)).toHaveLength(1);

    const lost = 'The API database has lost the trace of 25 groups moved from here';
    const moved = await run('db', 'online-data-migrations');
    expect(moved).toMatchObject({
      code: 2,
      stdout: expect.stringContaining(`Cell cell1: ${lost}`),
    });
    expect((await run('status')).stdout).toContain(`\ncell1: ${lost}`);

    expect((await run('db', 'recover')).code).toBe(0);
    expect((await run('db', 'online-data-migrations')).code).toBe(0);
    expect((await run('status', '--check')).code).toBe(0);
  });
});
