import { createDeployment, forEachDialect, runSource } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { cellbridge } from './run.js';

const BIN = new URL('../src/bin.ts', import.meta.url);
const UUID = '5e0f0000-0000-4000-8000-000000000001';

forEachDialect('A dry run', (harness) => {
  test('shows what would move and what cannot, changes nothing, and ends as the run would', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{ uuid: UUID, name: 'one' }, { members: ['a', 'b'] }]);
    await api.addGroups([{ uuid: UUID, name: 'another' }]);
    const before = [await api.content(), await cell.content()];
    const run = ['db', 'online-data-migrations', '--dry-run'];
    const piped = await runSource(BIN, { arguments: [...run, '--api-db', api.url] });
    expect(piped.code).toBe(3);
    expect(piped.stdout).toMatch(
      /^Cell +Would move +Members +Clean up +Same there +Cannot move *\ncell1 +1 +2 +0 +0 +1 *\n/,
    );
    expect(piped.stdout).toContain('\ncell1: how long it takes is unknown. ');
    expect(piped.stdout).toContain(
      `cell1: group ${UUID} cannot move (different). The API database has a group of this uuid with other content: name (API database: "another"; cell: "one").\n`,
    );
    expect(piped.stdout).toMatch(/Nothing was changed\.\n$/);
    const document = await cellbridge({ apiUrl: api.url }, ...run, '--json');
    expect(document.code).toBe(3);
    expect(document.json()).toMatchObject({
      exitCode: 3,
      isWhole: true,
      unavailableCells: [],
      cells: [
        {
          name: 'cell1',
          groups: 1,
          estimatedSeconds: null,
          obstacles: [{ groupUuid: UUID, reason: 'different' }],
        },
      ],
    });
    const terminal = await cellbridge({ apiUrl: api.url, isTTY: true, columns: 80 }, ...run);
    expect(terminal.stdout).toContain('┌');
    expect([await api.content(), await cell.content()]).toEqual(before);
    expect((await cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations')).code).toBe(3);
  });

  test('estimates the time by the pace of the last run', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}, {}, {}]);
    const run = ['db', 'online-data-migrations'];
    await cellbridge({ apiUrl: api.url }, ...run, '--max-count', '1');
    await api.raw.query(
      "UPDATE cellbridge_progress SET started_at = '2026-01-01 00:00:00.000000', updated_at = '2026-01-01 00:00:40.000000'",
    );
    const planned = await cellbridge({ apiUrl: api.url }, ...run, '--dry-run');
    expect(planned.stdout).toContain(
      '\ncell1: it takes about 1 min 20 s at the pace of the last run.\n',
    );
    const document = await cellbridge({ apiUrl: api.url }, ...run, '--dry-run', '--json');
    expect(document.json()).toMatchObject({ cells: [{ groups: 2, estimatedSeconds: 80 }] });
  });

  test('names members whose instance is gone, and ends as if they were there', async () => {
    const { api, cell } = await createDeployment(harness);
    const members = Array.from({ length: 21 }, (_, index) => `member ${index}`);
    await cell.addGroups([{ uuid: UUID, members }]);
    await cell.addInstances([{ uuid: 'member 0', host: 'host' }]);
    const run = (...args: string[]) =>
      cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations', '--dry-run', ...args);
    const twenty = await run();
    expect(twenty.code).toBe(0);
    expect(twenty.stdout).toContain(
      `\ncell1 has 20 members that would move although the instance is gone: member 1 of group ${UUID}, member 2 of group ${UUID}, `,
    );
    expect(twenty.stdout).toContain(`member 20 of group ${UUID}. That is harmless: `);
    const remove = ['group', 'remove-member', UUID, 'member 1'];
    expect((await cellbridge({ apiUrl: api.url }, ...remove)).code).toBe(0);
    expect((await run('--json')).json()).toMatchObject({
      cells: [{ members: 20, dangling: 19, danglingUnchecked: null }],
    });
    await cell.raw.query('DELETE FROM instances');
    await cell.addGroups([{ members: ['one more'] }]);
    const more = await run();
    expect(more.stdout).toContain(`cell1 has 21 members that would move `);
    expect(more.stdout).toContain(`member 20 of group ${UUID} and others. That is harmless: `);
  });

  test('says where it could not look for instances, and why, and ends as if it had', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{ members: ['a'] }]);
    await cell.raw.query('DROP TABLE instances');
    const run = await cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations', '--dry-run');
    expect(run.code).toBe(0);
    expect(run.stdout).toMatch(
      /\ncell1: not checked whether the instances of all members still exist\. .*instances/,
    );
  });

  test('of a cell that is down names it, and ends with 4', async () => {
    const { api } = await createDeployment(harness);
    await api.raw.query("UPDATE cell_mappings SET database_connection = 'sqlite:////nowhere/x'");
    const run = await cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations', '--dry-run');
    expect(run.code).toBe(4);
    expect(run.stdout).toContain('Cell cell1 is unavailable: ');
    expect(run.stdout).toContain('Not every group was looked at.');
  });

  test('of a group in two cells, or one that is lost, does not end as if all were well', async () => {
    const { api, cells } = await createDeployment(harness, { cells: 2 });
    for (const cell of cells) await cell.addGroups([{ uuid: UUID, policies: [] }]);
    const run = (...args: string[]) =>
      cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations', ...args);
    const twice = await run('--dry-run');
    expect(twice.code).toBe(3);
    expect(twice.stdout).toContain(`Group ${UUID} is live in cell1 and cell2.`);
    await run();
    for (const table of ['instance_groups', 'cellbridge_receipts']) {
      await api.raw.query(`DELETE FROM ${table}`);
    }
    const lost = await run('--dry-run');
    expect(lost.code).toBe(2);
    expect(lost.stdout).toContain('The API database has lost 1 group that moved; ');
    const limited = await run('--dry-run', '--max-count', '5');
    expect(limited.code).toBe(127);
    expect(limited.stderr).toContain('--max-count does not go with --dry-run');
  });

  test('that is interrupted says so', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}]);
    const options = { apiUrl: api.url, signal: AbortSignal.abort() };
    const run = await cellbridge(options, 'db', 'online-data-migrations', '--dry-run');
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('Not every group was looked at.');
  });
});
