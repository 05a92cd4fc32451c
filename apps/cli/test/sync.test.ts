import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDeployment, defer, forEachDialect, useHarness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { cellbridge } from './run.js';

const pointTo = 'UPDATE cell_mappings SET database_connection = ?';

forEachDialect('db sync', (harness) => {
  test('makes no file for a cell of a deployment that Nova made', async () => {
    const { api } = await createDeployment(harness, { madeBy: 'adopted' });
    const folder = await mkdtemp(join(tmpdir(), 'cellbridge-sync-'));
    const file = join(folder, 'typo.sqlite');
    await api.raw.query(pointTo, `sqlite:///${file}`);
    const result = await cellbridge({ apiUrl: api.url }, 'db', 'sync');
    expect(result.code).not.toBe(0);
    expect(result.stderr).toContain('Correct the URL');
    expect(existsSync(file)).toBe(false);
    await rm(folder, { recursive: true });
  });

  test('fills no empty database of such a deployment', async () => {
    const { api } = await createDeployment(harness, { madeBy: 'adopted' });
    await api.raw.query(pointTo, await harness.createDatabaseUrl());
    const result = await cellbridge({ apiUrl: api.url }, 'db', 'sync');
    expect(result).toMatchObject({ code: 4, stderr: expect.stringContaining('is empty') });
  });

  test('of an API database that is mapped as a cell says so', async () => {
    const { api } = await createDeployment(harness);
    await api.raw.query(pointTo, api.url);
    const result = await cellbridge({ apiUrl: api.url }, 'db', 'sync');
    expect(result).toMatchObject({
      code: 4,
      stderr: expect.stringContaining('Its cell mapping names the API database'),
    });
  });

  test('reports the table that an earlier release left in a cell, and drops it once', async () => {
    const { api, cell } = await createDeployment(harness, { madeBy: 'adopted' });
    await cell.raw.query('CREATE TABLE cellbridge_migrations (tag varchar(255))');
    const run = (command: string) => cellbridge({ apiUrl: api.url }, 'db', command);
    const lines = [(await run('version')).stdout, (await run('sync')).stdout];
    lines.push((await run('version')).stdout, (await run('sync')).stdout);
    expect(lines).toEqual([
      "cell1: the schema is 0000_nova, on Nova's tables. A sync to 0000_nova would do: drop cellbridge_migrations.\n",
      'cell1: the schema is 0000_nova: dropped cellbridge_migrations.\n',
      "cell1: the schema is 0000_nova, on Nova's tables.\n",
      'cell1: the schema is 0000_nova already; nothing was changed.\n',
    ]);
  });

  const SYNCS = [
    { command: 'api-db', index: 'cellbridge_member_group_id_idx', options: [] },
    { command: 'db', index: 'cellbridge_member_live_idx', options: ['--json'] },
  ];
  // Without an index to build a sync of the API database has nobody to wait for.
  const { indexesGroupIds } = harness.testDialect;
  test.each(SYNCS.filter(({ command }) => command === 'db' || indexesGroupIds))(
    '$command sync $options tells for whom it waits beside its result',
    async ({ command, index, options }) => {
      const { api, cell } = await createDeployment(harness);
      const { raw } = command === 'db' ? cell : api;
      await raw.dropIndex('instance_group_member', index);
      const others = harness.open(raw.url);
      await others.beginWriting();
      await others.query(`UPDATE instance_group_member SET group_id = group_id`);
      const told = defer<string>();
      const syncing = cellbridge(
        { apiUrl: api.url, onNote: told.resolve },
        ...[command, 'sync', ...options],
      );
      const note = await told.promise;
      await others.query('COMMIT');
      const { code, stdout, stderr } = await syncing;
      expect({ code, stderr }).toEqual({ code: 0, stderr: note });
      expect(note).toMatch(/^(sqlite|postgresql|mysql):.*: Waiting for .*\.\n$/);
      expect(stdout).toContain(index);
      if (options.length > 0) expect(JSON.parse(stdout)).toHaveLength(1);
    },
  );

  test('makes no API database', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cellbridge-sync-'));
    const file = join(folder, 'typo.sqlite');
    const result = await cellbridge({ apiUrl: `sqlite:///${file}` }, 'db', 'sync');
    expect(result.code).toBe(127);
    expect(existsSync(file)).toBe(false);
    await rm(folder, { recursive: true });
  });
});

describe('sync by a role that does not own the tables', () => {
  const harness = useHarness('postgresql');

  test('prints what is missing for the owner, ends with 0, and is quiet afterwards', async () => {
    const { api, cell } = await createDeployment(harness, { madeBy: 'nova' });
    const role = await harness.createRole(api.url);
    const cellUrl = new URL(cell.url);
    cellUrl.username = role.name;
    cellUrl.password = role.name;
    await api.raw.query(pointTo, cellUrl.href);
    await api.raw.query(`GRANT CREATE ON SCHEMA public TO ${role.name}`);
    for (const { raw } of [api, cell]) {
      await raw.query(`GRANT ALL ON ALL TABLES IN SCHEMA public TO ${role.name}`);
      await raw.query(`GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO ${role.name}`);
    }
    for (const [command, database, raw] of [
      ['api-db', role.url, api.raw],
      ['db', api.url, cell.raw],
    ] as const) {
      const run = () => cellbridge({ apiUrl: database }, command, 'sync');
      const first = await run();
      expect(first).toMatchObject({ code: 0, stderr: '' });
      if (command === 'db') {
        const version = await cellbridge({ apiUrl: database }, command, 'version');
        for (const { stdout } of [first, version]) {
          expect(stdout).toContain("cell1: it was never synced, on Nova's tables");
        }
      }
      const [, ...lines] = first.stdout.trimEnd().split('\n');
      expect(lines[0]).toContain('Have the owner run');
      const statements = lines.slice(1).map((line) => line.trim());
      for (const statement of statements) {
        expect(statement).toMatch(/^create index concurrently cellbridge_\w+ on public\..*;$/);
        await raw.query(statement);
      }
      const again = await run();
      expect(again).toMatchObject({ code: 0, stderr: '' });
      expect(again.stdout).toMatch(/^.*already; nothing was changed\.\n$/);
    }
  });
});

forEachDialect('a cell that fails in the midst of others', (harness) => {
  const spoil = async () => {
    const { api, cells } = await createDeployment(harness, { cells: 3 });
    const down = 'postgresql://nova:secret@127.0.0.1:1/nova';
    await api.raw.query(
      `UPDATE cell_mappings SET database_connection = '${down}' WHERE name = 'cell2'`,
    );
    return { api, cells };
  };

  test.each(['sync', 'version'])(
    'is named by db %s, and the others are served',
    async (command) => {
      const { api, cells } = await spoil();
      const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, 'db', command, ...args);
      const { code, stdout, stderr } = await run();
      expect(code).toBe(4);
      expect(stdout).toMatch(/^cell1: the schema is .*\ncell3: the schema is .*\n$/);
      expect(stderr).toMatch(/^Cell cell2 is unavailable.*\n$/);
      expect(stderr).not.toContain('secret');
      const document = await run('--json');
      expect(document).toMatchObject({ code: 4, stderr: '' });
      expect(document.stdout).not.toContain('secret');
      const error = { code: 'CELL_UNAVAILABLE', message: expect.stringContaining('cell2') };
      expect(document.json()).toEqual([
        expect.objectContaining({ name: 'cell1', uuid: cells[0]?.uuid }),
        { name: 'cell2', uuid: cells[1]?.uuid, error },
        expect.objectContaining({ name: 'cell3', uuid: cells[2]?.uuid }),
      ]);
    },
  );

  test('ends with the same code as one whose tables are not those of a cell', async () => {
    const { api, cells } = await spoil();
    await cells[0]?.raw.query('DROP TABLE instance_group_member');
    const { code, stdout, stderr } = await cellbridge({ apiUrl: api.url }, 'db', 'sync');
    expect(code).toBe(4);
    expect(stdout).toMatch(/^cell3: .*\n$/);
    expect(stderr).toMatch(/^Cell cell1 .*\nCell cell2 .*\n$/);
    const alone = await cellbridge({ apiUrl: api.url }, 'db', 'sync', '--cell', 'cell1');
    expect(alone).toMatchObject({ code: 4, stdout: '' });
  });

  test('is unavailable also if that shows only after it was opened', async () => {
    const { api } = await createDeployment(harness, { cells: 2 });
    const folder = await harness.folder();
    const file = join(folder, 'torn.sqlite');
    await writeFile(file, `SQLite format 3\0${'torn '.repeat(1_000)}`, { mode: 0o600 });
    await api.raw.query(`${pointTo} WHERE name = 'cell1'`, `sqlite:///${file}`);
    for (const command of ['sync', 'version']) {
      const { code, stdout, stderr } = await cellbridge({ apiUrl: api.url }, 'db', command);
      expect({ command, code }).toEqual({ command, code: 4 });
      expect(stdout).toMatch(/^cell2: the schema is .*\n$/);
      expect(stderr).toMatch(/^Cell cell1 is unavailable.*\n$/);
    }
  });
});
