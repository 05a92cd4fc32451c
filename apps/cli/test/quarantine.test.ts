import { createDeployment, forEachDialect, type Harness } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { cellbridge } from './run.js';

const UUIDS = ['1', '2', '3', '4'].map((end) => `0c000000-0000-4000-8000-00000000000${end}`);
const [FIRST = '', SECOND = '', THIRD = ''] = UUIDS;

forEachDialect('quarantine show', (harness) => {
  test('says where the API database has its group from, and advises what will not be refused', async () => {
    const { run, databases } = await conflicts(harness);
    const shown = await run('quarantine', 'show', FIRST);
    expect(shown.stdout).toContain(
      "The API database's group has moved from row 1 of cell cell1, at",
    );
    expect(shown.stdout).toContain(`quarantine resolve ${FIRST} --keep api|cell|merge" decides`);
    expect(shown.stdout).toContain("  --keep cell: the API database's group gets the content of");
    expect((await run('quarantine', 'show', FIRST, '--json')).json()).toMatchObject([
      {
        apiFrom: { cellName: 'cell1', movedAt: expect.stringMatching(/T.*Z$/) },
        choices: ['api', 'cell', 'merge'],
        obstacle: null,
      },
    ]);

    const [cell] = databases.cells;
    const [bad] = (await cell?.addGroups([{}])) ?? [];
    const { unreadableAssignment } = harness.testDialect;
    const spoil = `UPDATE instance_groups SET ${unreadableAssignment} WHERE id = ?`;
    await cell?.raw.query(spoil, bad?.id ?? 0);
    await run('db', 'online-data-migrations');
    const uuid = bad?.uuid ?? '';
    const stuck = (await run('quarantine', 'show', uuid)).stdout;
    expect(stuck).toContain('fix its row there, then ');
    expect(stuck.match(/\bfix/gi)).toHaveLength(2);
    expect(stuck).toContain(`"cellbridge quarantine retry ${uuid}"`);
    expect(stuck).not.toContain('resolve');

    await run('quarantine', 'resolve', FIRST, '--keep', 'api');
    const over = (await run('quarantine', 'show', FIRST)).stdout;
    expect(over).toContain('It is no longer in quarantine: api, by tester.');
    expect(over).not.toContain('decides');
  });
});

forEachDialect('quarantine resolve', (harness) => {
  test('of many wants their number, which --dry-run says', async () => {
    const { run } = await conflicts(harness);
    const all = ['quarantine', 'resolve', '--keep', 'cell', '--all'];
    const refused = await run(...all);
    expect(refused).toMatchObject({ code: 127, stdout: '' });
    expect(refused.stderr).toContain('4 groups are in quarantine here; nothing was changed.');
    expect(refused.stderr).toContain('add --confirm 4.');
    const wrong = await run(...all, '--confirm', '3');
    expect(wrong.code).toBe(127);
    expect(wrong.stderr).toContain('--confirm is 3, and 4 groups are in quarantine here');

    const dry = await run(...all, '--dry-run');
    expect(dry.code).toBe(0);
    for (const uuid of UUIDS) expect(dry.stdout).toMatch(new RegExp(`${uuid} +cell2 +different`));
    expect(dry.stdout).toContain('4 would be resolved: cell. Nothing was changed.');
    expect((await run(...all, '--dry-run', '--json')).json()).toMatchObject({
      uuid: null,
      keep: 'cell',
      dryRun: true,
      selected: UUIDS.map((groupUuid) => ({ groupUuid, cellName: 'cell2', reason: 'different' })),
      resolved: [],
      failed: [],
    });

    const done = await run(...all, '--confirm', '4', '--json');
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.json()).toMatchObject({
      by: 'tester',
      dryRun: false,
      stopped: false,
      resolved: UUIDS.map((groupUuid) => ({ groupUuid })),
      failed: [],
    });
    expect((await run('quarantine', 'list', '--json')).json()).toEqual([]);
    const status = (await run('status')).stdout;
    expect(status).toMatch(/cell2 +stopped/);
    expect(status).toContain(
      'cell2: nothing is left in it, and no run has completed it yet. Run "cellbridge',
    );
    expect((await run('db', 'online-data-migrations')).code).toBe(0);
    const nothing = await run(...all);
    expect(nothing).toMatchObject({ code: 0, stdout: 'None of these groups is in quarantine.\n' });
  });

  test('tells of a retry which groups are left, and why', async () => {
    const { run } = await conflicts(harness);
    const all = await run('quarantine', 'retry', '--json');
    expect(all.code).toBe(3);
    expect(all.json()).toMatchObject({
      tried: 4,
      moved: 0,
      quarantined: 4,
      groups: UUIDS.map((groupUuid) => ({ groupUuid, reason: 'different' })),
    });
    const one = await run('quarantine', 'retry', SECOND.toUpperCase());
    expect(one.stdout).toMatch(new RegExp(`^${SECOND} +different `, 'm'));
    expect(one.stdout).not.toContain(FIRST);
    expect((await run('quarantine', 'show', FIRST)).stdout).toMatch(/^tried 2 times, last at /m);
  });

  test('takes several uuids, a cell, a reason', async () => {
    const { run } = await conflicts(harness);
    const resolve = (...args: string[]) => run('quarantine', 'resolve', '--keep', 'api', ...args);
    expect((await resolve()).stderr).toContain('--all, --cell, --reason');
    expect((await resolve(FIRST, '--all')).code).toBe(127);
    expect((await resolve('--reason', 'nonsense')).stderr).toContain('give different, destroyed');
    expect((await resolve('--cell', 'nowhere')).code).toBe(127);
    expect((await resolve(FIRST, 'unknown')).code).toBe(127);
    expect(await resolve('--cell', 'cell1')).toMatchObject({ code: 0 });
    expect(await resolve('--reason', 'refused')).toMatchObject({ code: 0 });
    const two = await resolve(FIRST, SECOND);
    expect(two).toMatchObject({ code: 0, stderr: '' });
    expect(two.stdout).toContain('2 of 2 have been resolved: api.');
    const chosen = ['--cell', 'cell2', '--reason', 'different'];
    expect((await resolve(...chosen, '--confirm', '2')).code).toBe(0);
    expect((await run('quarantine', 'list')).stdout).toContain('Nothing is in quarantine.');
  });

  test('does not leave it to chance which of several cells has the last word', async () => {
    const databases = await createDeployment(harness, { cells: 3 });
    const run = (...args: string[]) => cellbridge({ apiUrl: databases.api.url }, ...args);
    await databases.api.addGroups([{ uuid: FIRST, name: 'of the API' }]);
    for (const cell of databases.cells) await cell.addGroups([{ uuid: FIRST, name: cell.name }]);
    await run('db', 'online-data-migrations');
    const keepCell = ['quarantine', 'resolve', FIRST, '--keep', 'cell'];
    const refused = await run(...keepCell);
    expect(refused).toMatchObject({ code: 127, stdout: '' });
    expect(refused.stderr).toContain('name the cell whose side is kept');
    expect((await run(...keepCell, '--cell', 'cell2')).code).toBe(0);
    expect(await databases.api.groups()).toMatchObject([{ name: 'cell2' }]);
    expect((await run('quarantine', 'resolve', FIRST, '--keep', 'api')).code).toBe(0);
    expect((await run('db', 'online-data-migrations')).code).toBe(0);
    expect(await databases.api.groups()).toMatchObject([{ name: 'cell2' }]);
  });

  test('ends with 3 where some stay, and says why', async () => {
    const { run, databases } = await conflicts(harness);
    await databases.api.raw.query(
      `UPDATE instance_group_policy SET rules = '[]' WHERE group_id = (SELECT id FROM instance_groups WHERE uuid = ?)`,
      THIRD,
    );
    const args = ['quarantine', 'resolve', '--keep', 'cell', '--all', '--confirm', '4'];
    const { code, stdout } = await run(...args);
    expect(code).toBe(3);
    expect(stdout).toMatch(new RegExp(`${THIRD} +cell2 +The rules of group`));
    expect(stdout).toContain('3 of 4 have been resolved: cell.');
    const left = await run(...args.slice(0, -1), '1', '--json');
    expect(left.code).toBe(3);
    expect(left.json()).toMatchObject({
      resolved: [],
      failed: [{ groupUuid: THIRD, error: { code: 'INVALID_INPUT' } }],
    });
  });
});

/** Groups that have moved from one cell, and are in another one with another name. */
async function conflicts(harness: Harness) {
  const databases = await createDeployment(harness, { cells: 2 });
  const [first, second] = databases.cells;
  const run = (...args: string[]) => cellbridge({ apiUrl: databases.api.url }, ...args);
  await first?.addGroups(UUIDS.map((uuid) => ({ uuid, name: 'first', policies: ['affinity'] })));
  await run('db', 'online-data-migrations');
  await second?.addGroups(UUIDS.map((uuid) => ({ uuid, name: 'second', policies: ['affinity'] })));
  await run('db', 'online-data-migrations');
  return { run, databases };
}
