import { createDeployment, forEachDialect, runSource } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { cellbridge } from './run.js';

const BIN = new URL('../src/bin.ts', import.meta.url);
const UUID = '5e0f0000-0000-4000-8000-00000000000a';

forEachDialect('explain', (harness) => {
  test('says in sentences where a group is, before and after its move', async () => {
    const { api, cell } = await createDeployment(harness, { cells: 2 });
    const [added] = await cell.addGroups([{ uuid: UUID }]);
    const row = `row ${added?.id}`;
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    const before = await runSource(BIN, { arguments: ['explain', UUID, '--api-db', api.url] });
    expect(before).toMatchObject({ code: 0, stderr: '' });
    expect(before.stdout).toBe(
      [
        `Group ${UUID}`,
        'API database: it is not there.',
        `cell1: ${row} is live. The next run moves it.`,
        'cell2: it is not there.\n',
      ].join('\n'),
    );
    await run('db', 'online-data-migrations');
    const { stdout } = await run('explain', UUID);
    expect(stdout).toMatch(
      new RegExp(
        `^API database: it is there\\. It moved from ${row} of cell1 at \\S+ \\S+ UTC, in run \\S+\\.$`,
        'm',
      ),
    );
    expect(stdout).toMatch(
      new RegExp(
        `^cell1: ${row} is soft-deleted\\. The cell proves that it moved in run \\S+\\.$`,
        'm',
      ),
    );
    const document = await run('explain', UUID, '--json');
    expect(document.json()).toMatchObject({ groupUuid: UUID, isInApi: true, unavailableCells: [] });
  });

  test('says that no database knows a group, and which row of several moves', async () => {
    const { api, cells } = await createDeployment(harness, { cells: 2 });
    const run = () => cellbridge({ apiUrl: api.url }, 'explain', UUID);
    const unknown = await run();
    expect(unknown).toMatchObject({
      code: 127,
      stderr: `cellbridge: No database knows group ${UUID}; check the uuid.\n`,
    });
    for (const [index, cell] of cells.entries()) {
      await cell.addGroups([{ uuid: UUID, name: `in cell ${index}` }]);
    }
    const twice = await run();
    expect(twice.code).toBe(0);
    expect(twice.stdout).toContain('It is live in several cells: the first row that moves wins;');
    await cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations');
    const resolve = ['quarantine', 'resolve', UUID, '--keep', 'api'];
    expect((await cellbridge({ apiUrl: api.url }, ...resolve)).code).toBe(0);
    expect((await run()).stdout).toMatch(
      /cell\d: row \d+ is soft-deleted\. A decision about its quarantine ended it\.\n/,
    );
  });

  test('shows quarantine, and ends with 4 where a cell is down', async () => {
    const { api, cell } = await createDeployment(harness, { cells: 2 });
    await cell.addGroups([{ uuid: UUID, name: 'one' }]);
    await api.addGroups([{ uuid: UUID, name: 'another' }]);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    await run('db', 'online-data-migrations');
    await api.raw.query(
      "UPDATE cell_mappings SET database_connection = 'sqlite:////nowhere/x' WHERE name = 'cell2'",
    );
    const { code, stdout } = await run('explain', UUID);
    expect(code).toBe(4);
    expect(stdout).toContain('API database: it is there, and was made there.');
    expect(stdout).toContain('The next run puts it into quarantine. The API database has a group');
    expect(stdout).toContain('Cell cell2 is unavailable');
    expect(stdout).toMatch(
      /^Quarantine: row \d+ of cell1 since .* UTC \(different\); it is still there\.$/m,
    );
  });
});
