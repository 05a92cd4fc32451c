import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { cellbridge } from './run.js';

const [A, B, C] = ['a', 'b', 'c'].map(
  (letter) => `${letter.repeat(8)}-0000-4000-8000-000000000001`,
) as [string, string, string];

forEachDialect('group and cell commands', (harness) => {
  test('create, show, add, remove, list and delete', async () => {
    const { api } = await createDeployment(harness);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    const made = await run(
      ...['group', 'create', 'web', '--project', 'p1', '--user', 'u1', '--policy', 'anti-affinity'],
      ...['--rule', 'max_server_per_host=3', '--member', B, '--member', A, '--json'],
    );
    const { uuid } = made.json<{ uuid: string }>();
    expect(made.json()).toMatchObject({
      name: 'web',
      projectId: 'p1',
      userId: 'u1',
      policy: 'anti-affinity',
      rules: { max_server_per_host: 3 },
      members: [A, B],
      location: { database: 'api' },
    });
    expect((await run('group', 'add-member', uuid, C, A, '--json')).json()).toEqual({
      uuid,
      members: [A, B, C],
    });
    const noUuid = await run('group', 'add-member', uuid, 'nix');
    expect(noUuid).toMatchObject({
      code: 127,
      stderr: expect.stringContaining('"nix" is not a uuid'),
    });
    expect((await run('group', 'remove-member', uuid, B)).stdout).toContain('2 members');
    expect((await run('group', 'show', 'web')).stdout).toContain(JSON.stringify([A, C]));
    expect((await run('group', 'list', '--project', 'p2', '--json')).json()).toEqual([]);
    expect((await run('group', 'list')).stdout).toContain(uuid);
    const other = await run('group', 'delete', uuid, '--project', 'p2');
    expect(other).toMatchObject({ code: 127, stdout: '' });
    expect(other.stderr).toContain('could not be found');
    expect((await run('group', 'delete', uuid)).code).toBe(0);
    expect((await run('group', 'show', uuid)).code).toBe(127);
  });

  test('a cell is created, listed without its password, and deleted when it is empty', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}]);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    const url = 'postgresql://nova:secret@127.0.0.1:1/nova';
    const create = ['cell', 'create', '--name', 'far', '--database-connection', url];
    const unreachable = await run(...create);
    expect(unreachable.code).toBe(127);
    expect(unreachable.stderr).not.toContain('secret');
    expect((await run(...create, '--no-check')).code).toBe(0);
    expect((await run(...create, '--no-check')).stderr).toContain('already');
    const again = ['cell', 'create', '--name', 'again', '--no-check', '--database-connection'];
    for (const twin of [
      'postgresql+psycopg2://nova:other@127.0.0.1:1/nova',
      'postgresql://127.0.0.1:1/nova?sslmode=prefer&user=nova',
    ]) {
      const refused = await run(...again, twin);
      expect(refused).toMatchObject({ code: 127, stdout: '' });
      expect(refused.stderr).toContain('Cell far has this database already.');
    }
    const unreadable = ['cell', 'create', '--no-check', '--database-connection'];
    expect((await run(...unreadable, 'mysql://h/a', '--name', 'a')).code).toBe(0);
    expect((await run(...unreadable, 'mysql://h/b', '--name', 'b')).code).toBe(0);
    for (const name of ['a', 'b']) await run('cell', 'delete', name, '--force');
    expect((await run(...again, api.url)).stderr).toContain('This is the API database');
    const listed = await run('cell', 'list', '--json');
    expect(listed.stdout).not.toContain('secret');
    expect(
      listed
        .json<{ name: string }[]>()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['cell1', 'far']);
    expect((await run('cell', 'delete', 'cell1')).stderr).toContain(
      'holds 1 live group; move it first',
    );
    expect((await run('cell', 'delete', 'far', '--force')).code).toBe(0);
    expect((await run('cell', 'delete', 'nowhere')).stderr).toContain('there are: cell1');
  });

  test('a cell that instances are mapped to is not deleted, not even by force', async () => {
    const { api, cell } = await createDeployment(harness);
    await api.addInstanceMappings([{ instanceUuid: A, cellUuid: cell.uuid }]);
    const refused = await cellbridge({ apiUrl: api.url }, 'cell', 'delete', 'cell1', '--force');
    expect(refused).toMatchObject({ code: 127, stdout: '' });
    expect(refused.stderr).toContain('"nova-manage cell_v2 delete_cell"');
    expect(await api.rows('cell_mappings')).toHaveLength(1);
  });

  test('nor a cell that hosts are mapped to, as Nova has it', async () => {
    const { api } = await createDeployment(harness);
    await api.raw.query(
      `CREATE TABLE host_mappings (id INTEGER PRIMARY KEY, host VARCHAR(255) NOT NULL,
       cell_id INTEGER NOT NULL, FOREIGN KEY(cell_id) REFERENCES cell_mappings (id))`,
    );
    const [cell] = await api.rows('cell_mappings');
    await api.raw.insert('host_mappings', [{ id: 1, host: 'compute1', cell_id: cell?.id ?? 0 }]);
    const refused = await cellbridge({ apiUrl: api.url }, 'cell', 'delete', 'cell1', '--force');
    expect(refused).toMatchObject({ code: 127, stdout: '' });
    expect(refused.stderr).toContain('Instances (0) and hosts (1) are mapped to cell cell1');
    expect(await api.rows('cell_mappings')).toHaveLength(1);
  });

  test('a name that several groups bear is refused with their uuids, wherever they are', async () => {
    const { api, cell } = await createDeployment(harness);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, 'group', 'show', ...args);
    await cell.addGroups([{ uuid: A, name: 'twin', projectId: 'p1' }]);
    expect((await run('twin', '--json')).json()).toMatchObject({ uuid: A });
    await cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations');
    await cell.addGroups([{ uuid: B, name: 'twin', projectId: 'p2' }]);
    await api.addGroups([{ uuid: C, name: 'twin', projectId: 'p2' }]);
    expect(await run('twin')).toMatchObject({
      code: 127,
      stdout: '',
      stderr: `cellbridge: 3 groups are named "twin": ${A}, ${B}, ${C}. Give the uuid instead.\n`,
    });
    const ofProject = await run('twin', '--project', 'p2');
    expect(ofProject.stderr).toContain(`${B}, ${C}. Give`);
    expect((await run('twin', '--project', 'p1', '--json')).json()).toMatchObject({ uuid: A });
    expect((await run(B, '--json')).json()).toMatchObject({ uuid: B });
  });

  test('a name that two cells bear is refused with their uuids', async () => {
    const { api, cells } = await createDeployment(harness, { cells: 2 });
    await api.raw.query("UPDATE cell_mappings SET name = 'twin'");
    const refused = await cellbridge({ apiUrl: api.url }, 'cell', 'delete', 'twin', '--force');
    expect(refused).toMatchObject({ code: 127, stdout: '' });
    for (const { uuid } of cells) expect(refused.stderr).toContain(uuid);
    expect(await api.rows('cell_mappings')).toHaveLength(2);
  });

  test.each([
    ['a\u001b[31mb', 'control characters'],
    ['a\u202eb', 'control characters'],
    ['x'.repeat(256), '255 at most'],
    ['', 'is empty'],
  ])('a cell is not called %j', async (name, reason) => {
    const { api } = await createDeployment(harness);
    const create = ['cell', 'create', '--no-check', '--database-connection', 'sqlite:///new'];
    const refused = await cellbridge({ apiUrl: api.url }, ...create, '--name', name);
    expect(refused).toMatchObject({ code: 127, stdout: '' });
    expect(refused.stderr).toContain(reason);
  });
});
