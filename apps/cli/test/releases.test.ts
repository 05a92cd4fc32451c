import {
  createDeployment,
  forEachDialect,
  type Harness,
  type TestDeployment,
} from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { cellbridge } from './run.js';

const MOVE = ['db', 'online-data-migrations'];
const UUIDS = ['a', 'b', 'c'].map((end) => `5e0f0000-0000-4000-8000-00000000000${end}`);

/** A Mitaka: no groups in its API database, and no cell is mapped. */
async function createMitaka(harness: Harness): Promise<TestDeployment> {
  const databases = await createDeployment(harness, { madeBy: 'nova', release: 13, cells: 2 });
  await databases.api.raw.query('DELETE FROM cell_mappings');
  for (const [index, cell] of databases.cells.entries()) {
    await cell.addGroups([{ uuid: UUIDS[index] ?? '', members: ['m1'] }]);
  }
  return databases;
}

forEachDialect('cells that no mapping names', (harness) => {
  test('are given to every command, and are the same in every run', async () => {
    const { api, cells } = await createMitaka(harness);
    const given = cells.flatMap(({ name, url }) => ['--cell-db', `${name}=${url}`]);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    expect((await run('api-db', 'sync')).stdout).toContain('create instance_groups');
    expect((await run('db', 'sync')).stderr).toContain('name the cells with --cell-db NAME=URL');
    expect(await run('db', 'sync', ...given)).toMatchObject({ code: 0 });
    expect((await run('db', 'version', ...given)).stdout).toContain('cell2: the schema is');
    const list = await run('group', 'list', '--json', ...given);
    expect(list.json<{ uuid: string }[]>().map(({ uuid }) => uuid)).toEqual(UUIDS.slice(0, 2));
    expect(await run(...MOVE, '--max-count', '1', ...given)).toMatchObject({ code: 1 });
    expect(await run('status', '--check', ...given)).toMatchObject({ code: 1 });

    const environment = {
      CELLBRIDGE_CELL_DBS: cells.map(({ name, url }) => `${name}=${url}`).join(' \n'),
    };
    const others = (...args: string[]) => cellbridge({ apiUrl: api.url, environment }, ...args);
    expect(await others(...MOVE)).toMatchObject({ code: 0 });
    expect(await others('status', '--check')).toMatchObject({ code: 0 });
    expect(await others('db', 'verify')).toMatchObject({ code: 0 });
    expect(await others('db', 'recover')).toMatchObject({ code: 0 });
    expect((await api.groups()).map(({ uuid }) => uuid)).toEqual(UUIDS.slice(0, 2));
    const receipts = await api.rows('cellbridge_receipts');
    expect(new Set(receipts.map(({ cell_uuid }) => cell_uuid)).size).toBe(2);
    expect(await api.rows('cell_mappings')).toEqual([]);
  });

  test('may be mapped later: recover gives what moved the uuid of the mapping', async () => {
    const { api, cells } = await createMitaka(harness);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    const given = cells.flatMap(({ name, url }) => ['--cell-db', `${name}=${url}`]);
    for (const command of [
      ['api-db', 'sync'],
      ['db', 'sync', ...given],
      [...MOVE, ...given],
    ]) {
      expect(await run(...command)).toMatchObject({ code: 0 });
    }
    await api.addCellMappings(cells);
    expect(await run('status', '--check')).not.toMatchObject({ code: 0 });
    expect(await run('db', 'recover')).toMatchObject({ code: 0 });
    expect(await run(...MOVE)).toMatchObject({ code: 0 });
    expect(await run('status', '--check')).toMatchObject({ code: 0 });
    expect(await run('db', 'verify')).toMatchObject({ code: 0 });
  });

  test('are added with cell create, on a Nova that knows no disabled cells', async () => {
    const { api, cell } = await createMitaka(harness);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    await run('api-db', 'sync');
    const create = ['cell', 'create', '--name', 'cell1', '--database-connection', cell.url];
    expect(await run(...create)).toMatchObject({ code: 0 });
    expect((await run('cell', 'list', '--json')).json()).toMatchObject([{ disabled: false }]);
    expect(await run('db', 'sync')).toMatchObject({ code: 0 });
    expect(await run(...MOVE)).toMatchObject({ code: 0 });
    expect(await api.groups()).toHaveLength(1);
  });
});

forEachDialect('--cell-db', (harness) => {
  test('reaches a mapped cell under another URL, and leaves the other cells as they are', async () => {
    const { api, cells } = await createDeployment(harness, { cells: 2 });
    const [first, second] = cells;
    if (!first || !second) throw new Error('There are two cells.');
    await api.raw.query(
      "UPDATE cell_mappings SET database_connection = '{scheme}://x' WHERE uuid = ?",
      first.uuid,
    );
    for (const [index, cell] of cells.entries())
      await cell.addGroups([{ uuid: UUIDS[index] ?? '' }]);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    expect(await run(...MOVE)).toMatchObject({ code: 4 });
    for (const name of [first.name, first.uuid]) {
      expect(await run(...MOVE, '--cell-db', `${name}=${first.url}`)).toMatchObject({ code: 0 });
    }
    expect(await api.groups()).toHaveLength(2);
    const receipts = await api.rows('cellbridge_receipts');
    expect(receipts.map(({ cell_uuid }) => cell_uuid)).toEqual([first.uuid, second.uuid]);
  });

  test('refuses what cannot be a cell, and repeats no password', async () => {
    const { api, cell } = await createDeployment(harness);
    const secret = 'postgresql://nova:s3cret@db/nova?sslmode=disable';
    for (const [given, reason] of [
      [secret, 'NAME=URL'],
      ['=sqlite:///x', 'NAME=URL'],
      ['name=', 'NAME=URL'],
      ['\u001b=x', 'NAME=URL'],
      [`other=${api.url}`, 'has the API database'],
      [`other=${cell.url}`, 'have the same database'],
    ] as const) {
      const result = await cellbridge({ apiUrl: api.url }, 'status', '--cell-db', given);
      expect(result).toMatchObject({ code: 127, stderr: expect.stringContaining(reason) });
      expect(result.stdout + result.stderr).not.toContain('s3cret');
      const environment = { CELLBRIDGE_CELL_DBS: given };
      const read = await cellbridge({ apiUrl: api.url, environment }, 'status');
      if (given.trim() === given) expect(read).toMatchObject({ code: 127 });
      expect(read.stdout + read.stderr).not.toContain('s3cret');
      if (reason === 'NAME=URL') {
        expect(result.stderr).toContain('like --cell-db cell1=postgresql://nova@db/nova.');
        expect(read.stderr).toContain('CELLBRIDGE_CELL_DBS="cell1=postgresql://nova@db/nova"');
      }
    }
    const twice = ['--cell-db', 'new=sqlite:///x', '--cell-db', 'new=sqlite:///y'];
    const result = await cellbridge({ apiUrl: api.url }, 'status', ...twice);
    expect(result).toMatchObject({ code: 127, stderr: expect.stringContaining('given twice') });
  });
});

forEachDialect('groups with several policies', (harness) => {
  const seed = (uuid: string, policies: string[], deleted = false) => ({
    uuid,
    name: `name of ${uuid}`,
    policies,
    deleted,
  });

  describe.each([
    { release: 15, isTold: false },
    { release: 18, isTold: true },
    { release: 33, isTold: true },
  ] as const)('of Nova $release', ({ release, isTold }) => {
    test(`are ${isTold ? '' : 'not '}named before they move`, async () => {
      const { api, cell } = await createDeployment(harness, { madeBy: 'adopted', release });
      const [several = '', repeated = '', deleted = ''] = UUIDS;
      await cell.addGroups([
        seed(several, ['affinity', 'anti-affinity']),
        seed(repeated, ['affinity', 'affinity']),
        seed(deleted, ['affinity', 'anti-affinity'], true),
      ]);
      const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
      const line = `  ${several} (name of ${several}) in cell cell1`;
      const { stdout } = await run('status');
      const { stderr, code } = await run(...MOVE);
      expect(code).toBe(0);
      for (const text of [stdout, stderr]) {
        expect(text.includes(line)).toBe(isTold);
        expect(text.includes('shows one policy')).toBe(isTold);
        expect(text).not.toContain(repeated);
        expect(text).not.toContain(deleted);
      }
      expect((await run('status')).stdout).not.toContain('shows one policy');
    });
  });

  test('are named by the first run alone, and by status as long as they are there', async () => {
    const { api, cell } = await createDeployment(harness);
    const policies = ['affinity', 'anti-affinity'];
    await cell.addGroups(Array.from({ length: 3 }, () => ({ policies })));
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    expect((await run(...MOVE, '--max-count', '1')).stderr).toContain('shows one policy');
    expect((await run('status')).stdout).toContain('shows one policy');
    expect((await run(...MOVE, '--max-count', '1')).stderr).not.toContain('shows one policy');
  });

  test('are twenty at most by name', async () => {
    const { api, cell } = await createDeployment(harness);
    const policies = ['affinity', 'anti-affinity'];
    await cell.addGroups(Array.from({ length: 25 }, () => ({ policies })));
    const { stdout } = await cellbridge({ apiUrl: api.url }, 'status');
    expect(stdout.match(/in cell cell1/g)).toHaveLength(20);
    expect(stdout).toContain('... and others.');
  });
});
