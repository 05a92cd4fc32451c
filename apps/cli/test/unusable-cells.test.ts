import { createDeployment, forEachDialect, type Harness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { cellbridge } from './run.js';

const COMMANDS = [
  ['status', '--check'],
  ['group', 'list'],
  ['db', 'online-data-migrations'],
  ['db', 'verify'],
  ['db', 'recover'],
  ['db', 'sync'],
];

forEachDialect('A cell that cannot be used', (harness) => {
  /** Two cells, of which the second one is mapped to another database; the first one holds a group. */
  async function fill(url: string) {
    const databases = await createDeployment(harness, { cells: 2 });
    await databases.cell.addGroups([{ name: 'in the first' }]);
    await mapSecond(databases.api, url);
    return databases;
  }

  describe.each<[string, (harness: Harness) => Promise<string>]>([
    ['names a database that holds something else', databaseOfOthers],
    ['names a kind of database that is not supported', async () => 'oracle+oracledb://u:p@h/nova'],
    ['names nothing that can be read', async () => '{scheme}://{username}'],
  ])('because its mapping %s', (_why, urlOf) => {
    test.each(COMMANDS)('is named and passed over by "%s %s"', async (...args) => {
      const { api, cell } = await fill(await urlOf(harness));
      const { code, stdout, stderr } = await cellbridge({ apiUrl: api.url }, ...args);
      expect({ code, names: `${stdout}${stderr}` }).toEqual({
        code: 4,
        names: expect.stringContaining('Cell cell2 is unavailable: '),
      });
      expect(`${stdout}${stderr}`).not.toContain('when it is back');
      if (args[0] === 'group') expect(stdout).toContain('in the first');
      if (args[1] === 'online-data-migrations') expect(await cell.liveGroups()).toEqual([]);
    });
  });

  test('because its mapping names the API database is named and passed over alike', async () => {
    for (const args of COMMANDS) {
      const { api } = await fill('');
      await mapSecond(api, api.url);
      const { code, stdout, stderr } = await cellbridge({ apiUrl: api.url }, ...args);
      expect({ args, code }).toEqual({ args, code: 4 });
      expect(`${stdout}${stderr}`).toContain(
        'Cell cell2 is unavailable: Its cell mapping names the API database',
      );
    }
  });

  test('leaves a list that holds the others, and ends it with 4', async () => {
    const { api } = await fill('mysql://u:p@h/nova');
    const list = await cellbridge({ apiUrl: api.url }, 'group', 'list', '--json');
    expect(list).toMatchObject({ code: 4 });
    expect(list.json()).toMatchObject([{ name: 'in the first' }]);
    expect(list.stderr).toContain('Its groups are not listed.');
  });
});

forEachDialect('Cells as a run and the status name them', (harness) => {
  const REMARK = 'disabled in cell_mappings; their groups move anyway';

  test('a disabled one is said to move all the same', async () => {
    const { api } = await createDeployment(harness, { cells: 2 });
    const run = () => cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations');
    expect((await run()).stderr).not.toContain(REMARK);
    await api.raw.query(`UPDATE cell_mappings SET disabled = (1 = 1) WHERE name = 'cell2'`);
    expect((await run()).stderr).toContain(`Cell cell2 is ${REMARK}.`);
  });

  test('two of one database are named, and counted once', async () => {
    const { api, cell } = await createDeployment(harness, { cells: 2 });
    await cell.addGroups([{}, {}]);
    await mapSecond(api, cell.url);
    const apiUrl = api.url;
    const both = 'Cells cell1 and cell2 have the same database';
    const status = await cellbridge({ apiUrl }, 'status');
    expect(status.stdout).toContain(both);
    expect(status.stdout).toMatch(/^cell1 +pending +0 +2 /m);
    const run = await cellbridge({ apiUrl }, 'db', 'online-data-migrations');
    expect(run).toMatchObject({ code: 0, stderr: expect.stringContaining(both) });
    expect(run.stdout).toMatch(/^migrate_instance_groups_to_api_db +2 +2 *$/m);
  });

  test('--cell says nothing of the others, and status sums up', async () => {
    const { api, cells } = await createDeployment(harness, { cells: 2 });
    for (const cell of cells) await cell.addGroups([{}, {}, {}]);
    const apiUrl = api.url;
    const run = await cellbridge({ apiUrl }, 'db', 'online-data-migrations', '--cell', 'cell2');
    expect(run.stdout).toContain(
      'Nothing is left to move in cell cell2; "cellbridge status" shows the others.',
    );
    const status = (await cellbridge({ apiUrl }, 'status')).stdout;
    expect(status).toMatch(/^Total +3 +3 +0 /m);
    const chosen = await cellbridge({ apiUrl }, 'status', '--check', '--cell', 'cell2');
    expect(chosen).toMatchObject({ code: 0 });
    expect(chosen.stdout).toContain('Every chosen cell is complete.');
    expect(chosen.stdout).not.toContain('cell1');
  });
});

function mapSecond(
  api: { raw: { query(text: string, ...values: string[]): unknown } },
  url: string,
) {
  return api.raw.query(
    "UPDATE cell_mappings SET database_connection = ? WHERE name = 'cell2'",
    url,
  );
}

/** A database with a table of the same name as one of Nova's, and none of its columns. */
async function databaseOfOthers(harness: Harness): Promise<string> {
  const url = await harness.createDatabaseUrl();
  await harness.open(url).query('CREATE TABLE instance_groups (name varchar(10))');
  return url;
}
