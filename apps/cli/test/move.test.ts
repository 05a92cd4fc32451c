import { createDeployment, forEachDialect, type GroupSeed } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { cellbridge } from './run.js';

const UUID = '5e0f0000-0000-4000-8000-000000000001';
const MEMBER = '3e3be100-0000-4000-8000-000000000001';

function seeds(count: number, from = 0): GroupSeed[] {
  return Array.from({ length: count }, (_, index) => {
    const number = String(from + index).padStart(12, '0');
    const member = `3e3be100-0000-4000-8000-${number}`;
    return { uuid: `5e0f0000-0000-4000-8000-${number}`, members: [member, member] };
  });
}

forEachDialect('the move on databases that Nova made', (harness) => {
  const { storedTimestamp } = harness.testDialect;

  test('sync adopts, the move moves, and a second run finds nothing', async () => {
    const { api, cell } = await createDeployment(harness, { madeBy: 'nova', cells: 1 });
    await cell.addGroups(seeds(30));
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);

    expect((await run('api-db', 'sync')).code).toBe(0);
    expect((await run('db', 'sync', '--cell', 'cell1')).stdout).toContain("adopted Nova's tables");
    expect((await run('db', 'version')).stdout).toContain("on Nova's tables");
    expect((await run('status', '--check')).code).toBe(1);

    const moved = await run('db', 'online-data-migrations');
    expect(moved).toMatchObject({ code: 0, stderr: '' });
    expect(moved.stdout).toMatch(
      /Z 30 rows matched .* 30 migrated; 30 of 30 so far, 0 remaining\.$/m,
    );
    expect(moved.stdout).toMatch(/migrate_instance_groups_to_api_db +30 +30/);

    const again = await run('db', 'online_data_migrations', '--json');
    expect(again.code).toBe(0);
    expect(again.json()).toMatchObject({
      outcome: 'complete',
      migrations: [{ found: 0, done: 0 }],
    });
    expect((await run('status', '--check')).code).toBe(0);

    const groups = (await run('group', 'list', '--json')).json<{ uuid: string }[]>();
    expect(groups.map(({ uuid }) => uuid)).toEqual(seeds(30).map(({ uuid }) => uuid));
    expect(groups[1]).toEqual({
      uuid: UUID,
      name: 'group-2',
      projectId: 'project',
      userId: 'user',
      policy: 'anti-affinity',
      policies: ['anti-affinity'],
      rules: {},
      members: ['3e3be100-0000-4000-8000-000000000001'],
      createdAt: `${storedTimestamp('2024-01-01 00:00:02.015838').replace(' ', 'T')}Z`,
      updatedAt: null,
      location: { database: 'api' },
    });
  });

  test('names a cell that was never synced, in one line, until it is', async () => {
    const { api, cells } = await createDeployment(harness, { cells: 2 });
    await cells[1]?.raw.dropIndex('instance_group_policy', 'cellbridge_policy_live_idx');
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, 'db', ...args);
    expect((await run('online-data-migrations')).stderr).toBe(
      'Cell cell2 has no indexes for the move yet, and it takes several times as long without them; run "cellbridge db sync" first.\n',
    );
    expect((await run('online-data-migrations', '--cell', 'cell1')).stderr).toBe('');
    await run('sync');
    expect((await run('online-data-migrations')).stderr).toBe('');
  });

  test('--max-count moves that many at most and ends with 1, until nothing is left', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups(seeds(20));
    const codes: number[] = [];
    const counts: number[] = [];
    for (let code = 1; code === 1; ) {
      const args = ['db', 'online-data-migrations', '--max-count', '7', '--json'];
      const result = await cellbridge({ apiUrl: api.url }, ...args);
      code = result.code;
      codes.push(code);
      const { migrations } = result.json<{ migrations: { done: number }[] }>();
      counts.push(migrations[0]?.done ?? -1);
    }
    expect(codes).toEqual([1, 1, 1, 0]);
    expect(counts).toEqual([7, 7, 6, 0]);
  });

  test('--cell moves the groups of these cells only', async () => {
    const { api, cells } = await createDeployment(harness, { cells: 3 });
    for (const [index, cell] of cells.entries()) await cell.addGroups(seeds(4, index * 4));
    const args = ['db', 'online-data-migrations', '--cell', 'cell1', '--cell', 'cell3', '--json'];
    const result = await cellbridge({ apiUrl: api.url }, ...args);
    expect(result.json()).toMatchObject({ exitCode: 0, migrations: [{ done: 8 }] });
    const status = await cellbridge({ apiUrl: api.url }, 'status', '--json');
    const { cells: statuses } = status.json<{ cells: { remaining: number }[] }>();
    expect(statuses.map(({ remaining }) => remaining)).toEqual([0, 4, 0]);
  });

  test('what cannot move is in quarantine, and is resolved by hand', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups(seeds(5));
    await api.addGroups([{ uuid: UUID, name: 'made by hand', members: ['other', MEMBER] }]);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);

    const moved = await run('db', 'online-data-migrations');
    expect(moved.code).toBe(3);
    expect(moved.stdout).toContain(`1 group cannot move:\n  ${UUID}  different\n`);
    expect(moved.stdout).toContain('"cellbridge quarantine show UUID"');
    expect((await run('status', '--check')).code).toBe(3);
    expect((await run('quarantine', 'list')).stdout).toContain('different');
    const shown = (await run('quarantine', 'show', UUID, '--json')).json<unknown[]>();
    expect(shown).toMatchObject([{ api: { name: 'made by hand' }, cell: { name: 'group-2' } }]);
    const sides = (await run('quarantine', 'show', UUID)).stdout;
    expect(sides).toMatch(/^name +"made by hand" +"group-2" *$/m);
    expect(sides).toMatch(/^members +"3e3be100-\S{27}" +"3e3be100-\S{27}" *\n +"other" *$/m);
    expect((await run('quarantine', 'retry')).code).toBe(3);
    const resolved = await run('quarantine', 'resolve', UUID, '--keep', 'merge');
    expect(resolved.code).toBe(0);
    expect(resolved.stdout).toContain('"cellbridge db online-data-migrations" finishes its cell.');

    const group = (await run('group', 'show', UUID, '--json')).json();
    expect(group).toMatchObject({
      name: 'made by hand',
      members: ['3e3be100-0000-4000-8000-000000000001', 'other'],
    });
    const all = (await run('quarantine', 'list', '--all', '--json')).json<unknown[]>();
    expect(all).toMatchObject([{ resolution: 'merge', resolvedBy: 'tester' }]);
    expect((await run('db', 'online-data-migrations')).code).toBe(0);
    expect((await run('status', '--check')).code).toBe(0);
  });

  test('a run that is aborted says where it stands, and the next one goes on', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups(seeds(20));
    const run = (signal: AbortSignal | undefined) =>
      cellbridge({ apiUrl: api.url, signal }, 'db', 'online-data-migrations');
    const stopped = await run(AbortSignal.abort());
    expect(stopped.code).toBe(1);
    expect(stopped.stdout).toContain('Stopped. 20 groups are left; run again to continue.');
    expect((await run(undefined)).code).toBe(0);
  });
});

describe('a cell that is down', () => {
  forEachDialect('with the API database', (harness) => {
    test('is named, ends with 4, and does not hold up the others', async () => {
      const { api, cells } = await createDeployment(harness, {
        cells: ['sqlite', 'postgresql', 'sqlite'],
      });
      for (const [index, cell] of cells.entries()) await cell.addGroups(seeds(3, index * 3));
      const down = 'postgresql://nova:secret@127.0.0.1:1/nova';
      await api.raw.query(
        `UPDATE cell_mappings SET database_connection = '${down}' WHERE name = 'cell2'`,
      );
      const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);

      const moved = await run('db', 'online-data-migrations');
      expect(moved.code).toBe(4);
      expect(moved.stdout).toContain('Cell cell2 is unavailable');
      expect(moved.stdout).not.toContain('secret');
      expect((await run('status', '--check')).code).toBe(4);
      const { cells: statuses } = (await run('status', '--json')).json<{
        cells: { state: string; remaining: number | null }[];
      }>();
      expect(statuses.map(({ state, remaining }) => [state, remaining])).toEqual([
        ['complete', 0],
        ['unavailable', null],
        ['complete', 0],
      ]);
      const listed = await run('group', 'list', '--json');
      expect(listed.code).toBe(4);

      // Whether or not the run comes to the cell before its limit is reached.
      for (const upCell of cells.filter((_, index) => index !== 1)) {
        await upCell.addGroups([{}, {}]);
        const bounded = await run('db', 'online-data-migrations', '--max-count', '1');
        expect(bounded.code).toBe(1);
        expect(bounded.stdout.match(/Cell cell2 is unavailable: .*run again when it is/g)).toEqual([
          expect.not.stringContaining('secret'),
        ]);
        expect(bounded.stdout).toContain(
          'Cell cell2 does not report what is left; run again to continue.',
        );
        const document = await run('db', 'online-data-migrations', '--max-count', '1', '--json');
        expect(document.json()).toMatchObject({
          exitCode: 1,
          migrations: [{ unavailableCells: [{ name: 'cell2' }] }],
        });
      }
      expect((await run('db', 'online-data-migrations', '--max-count', '1')).code).toBe(4);
    });
  });
});
