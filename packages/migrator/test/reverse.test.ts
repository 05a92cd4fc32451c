import { InstanceGroup, InstanceGroupList } from '@cellbridge/objects';
import {
  createDeployment,
  defer,
  forEachDialect,
  forEachServer,
  type Harness,
  holdStatement,
  recordStatements,
  type TestDeployment,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  archiveDeletedRows,
  type CellReversal,
  migrationStatus,
  type ReverseOptions,
  reverseGroups,
  verifyDeployment,
} from '../src/index.js';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { expectSound } from './support/content.js';
import { move, openDeployment } from './support/move.js';
import { reverse } from './support/reverse.js';

const uuidOf = (number: number) => `0b000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

const GROUPS = [
  { uuid: uuidOf(1), name: 'first', members: ['a', 'b', 'b'] },
  { uuid: uuidOf(2), name: null, projectId: null, policies: [], members: ['c'] },
  { uuid: uuidOf(3), name: 'third', policies: ['affinity', 'soft-affinity'], members: [] },
];

async function createMoved(harness: Harness, groups = GROUPS): Promise<TestDeployment> {
  const databases = await createDeployment(harness, { madeBy: 'adopted' });
  await databases.cell.addGroups(groups);
  expect(await move(databases)).toMatchObject({ outcome: 'complete' });
  return databases;
}

async function expectClean(databases: TestDeployment): Promise<void> {
  await using deployment = await openDeployment(databases);
  const { outcome, findings } = await verifyDeployment(deployment);
  expect(findings).toEqual([]);
  expect(['clean', 'nothing']).toContain(outcome);
}

forEachDialect('A reversal', (harness) => {
  test('takes groups back with all that was written since, and they move again', async () => {
    const databases = await createMoved(harness);
    const { api, cell } = databases;
    {
      await using deployment = await openDeployment(databases);
      const context = deployment.adminContext();
      await InstanceGroup.addMembers(context, uuidOf(1), ['d']);
      await InstanceGroup.removeMembers(context, uuidOf(1), ['a']);
      const group = await InstanceGroup.getByUuid(context, uuidOf(2));
      group.name = 'named';
      group.policies = ['anti-affinity'];
      await group.save();
    }
    const moved = await api.groups();
    expect(await reverse(databases)).toEqual({
      outcome: 'complete',
      dryRun: false,
      cells: [{ uuid: cell.uuid, name: 'cell1', groups: 3, staying: 0, stays: [] }],
      unavailableCells: [],
    });
    expect(await cell.liveGroups()).toEqual(moved);
    for (const table of ['instance_groups', 'instance_group_policy', 'instance_group_member']) {
      expect(await api.raw.query(`SELECT * FROM ${table}`)).toEqual([]);
    }
    expect(await api.rows('cellbridge_receipts')).toEqual([]);
    expect(await cell.receipts()).toEqual([]);
    await expectSound(databases);
    await expectClean(databases);
    {
      await using deployment = await openDeployment(databases);
      expect(await migrationStatus(deployment)).toMatchObject({
        cells: [{ state: 'stopped', found: 0, done: 0, remaining: 3, leftover: 0 }],
      });
      const groups = await InstanceGroupList.getAll(deployment.adminContext());
      expect(groups.map(({ uuid }) => uuid).sort()).toEqual([1, 2, 3].map(uuidOf));
    }
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    expect(await api.groups()).toEqual(moved);
    await expectSound(databases);
    await expectClean(databases);
  });

  test('of single groups leaves the others where they are', async () => {
    const databases = await createMoved(harness);
    expect(await reverse(databases, { groups: [uuidOf(2).replaceAll('-', '')] })).toMatchObject({
      outcome: 'complete',
      cells: [{ groups: 1 }],
    });
    const uuids = (groups: readonly { uuid: string }[]) => groups.map(({ uuid }) => uuid);
    expect(uuids(await databases.cell.liveGroups())).toEqual([uuidOf(2)]);
    expect(uuids(await databases.api.groups())).toEqual([uuidOf(1), uuidOf(3)]);
    await expectClean(databases);
    await expect(reverse(databases, { groups: [uuidOf(2)] })).rejects.toThrow(
      `Group ${uuidOf(2)} is not in the API database; "cellbridge explain ${uuidOf(2)}" shows where it is.`,
    );
    await databases.api.addGroups([{ uuid: uuidOf(9) }]);
    await expect(reverse(databases, { groups: [uuidOf(9)] })).rejects.toThrow(
      `Group ${uuidOf(9)} has not moved from a cell: it was created in the API database.`,
    );
  });

  test('names what cannot go back before anything is done, and leaves it', async () => {
    const groups = [1, 2, 3, 4, 5, 6].map((number) => ({ uuid: uuidOf(number) }));
    const databases = await createMoved(harness, [
      ...groups.map(({ uuid }) => ({ uuid, name: uuid, members: ['m'] })),
    ]);
    const { api, cell } = databases;
    const [, second, third] = await cell.rows('instance_groups');
    {
      await using deployment = await openDeployment(databases);
      const context = deployment.adminContext();
      const withRules = await InstanceGroup.getByUuid(context, uuidOf(1));
      withRules.policies = ['anti-affinity'];
      withRules.rules = { max_server_per_host: 3 };
      await withRules.save();
      await (await InstanceGroup.getByUuid(context, uuidOf(4))).destroy();
      await InstanceGroup.create(context, { uuid: uuidOf(4), name: 'again' });
      await (await InstanceGroup.getByUuid(context, uuidOf(5))).destroy();
    }
    await addMemberByHand(cell, Number(third?.id), 'late');
    const gone = Number(second?.id);
    for (const table of ['instance_group_policy', 'instance_group_member']) {
      await cell.raw.query(`DELETE FROM ${table} WHERE group_id = ?`, gone);
    }
    await cell.raw.query('DELETE FROM instance_groups WHERE id = ?', gone);
    const before = [await api.content(), await cell.content()];
    const plans: CellReversal[] = [];
    const stays = [
      [1, 'rules'],
      [2, 'rowGone'],
      [3, 'leftover'],
      [4, 'created'],
    ].map(([number, reason]) => ({ groupUuid: uuidOf(Number(number)), reason }));
    const dryRun = await reverse(databases, { cells: ['cell1'], dryRun: true });
    expect(dryRun).toMatchObject({ outcome: 'staying', cells: [{ groups: 1, staying: 4, stays }] });
    expect([await api.content(), await cell.content()]).toEqual(before);
    const report = await reverse(databases, {
      cells: ['cell1'],
      onPlan: (plan) => plans.push(plan),
    });
    expect(plans).toEqual(dryRun.cells);
    expect(report).toMatchObject({ outcome: 'staying', cells: [{ groups: 1, staying: 4, stays }] });
    expect((await cell.liveGroups()).map(({ uuid }) => uuid)).toEqual([uuidOf(6)]);
    expect((await api.groups()).map(({ uuid }) => uuid)).toEqual([1, 2, 3, 4].map(uuidOf));
  });

  test('leaves groups that were archived', async () => {
    const databases = await createMoved(harness);
    {
      await using deployment = await openDeployment(databases);
      await archiveDeletedRows(deployment);
    }
    expect(await reverse(databases)).toMatchObject({
      outcome: 'staying',
      cells: [{ groups: 0, staying: 3, stays: [{ reason: 'rowGone' }, {}, {}] }],
    });
    // Where nothing is done, the cell stays what it is.
    expect(await databases.api.rows('cellbridge_progress')).toMatchObject([{ state: 'complete' }]);
  });

  test('leaves a group that moved from another cell as well', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    for (const cell of databases.cells) await cell.addGroups([{ uuid: uuidOf(1), name: 'twice' }]);
    await move(databases);
    const [receipt] = await databases.api.rows('cellbridge_receipts');
    expect(await reverse(databases, { cells: [String(receipt?.cell_uuid)] })).toMatchObject({
      outcome: 'staying',
      cells: [{ groups: 0, stays: [{ groupUuid: uuidOf(1), reason: 'elsewhere' }] }],
    });
    await expectClean(databases);
  });

  test('leaves a group that is live in another cell, in quarantine', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const [first, second] = databases.cells;
    await first?.addGroups([{ uuid: uuidOf(1), name: 'one' }]);
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    await second?.addGroups([{ uuid: uuidOf(1), name: 'another' }]);
    expect(await move(databases)).toMatchObject({ outcome: 'quarantined' });
    expect(await reverse(databases, { cells: [String(first?.uuid)] })).toMatchObject({
      outcome: 'staying',
      cells: [{ groups: 0, stays: [{ groupUuid: uuidOf(1), reason: 'elsewhere' }] }],
    });
  });

  test('that hung takes nothing more back once another process works in the cell', async () => {
    const databases = await createMoved(harness);
    const held = holdStatement(({ text }) =>
      text.startsWith('insert into "instance_group_policy"'),
    );
    await using deployment = await openDeployment(databases, {
      database: { intercept: held.intercept },
    });
    const reversing = reverseGroups(deployment, { cells: ['cell1'], notice: 0 });
    await held.reached;
    const { raw } = databases.api;
    await raw.query("UPDATE cellbridge_progress SET state = 'complete'");
    held.release();
    await expect(reversing).rejects.toMatchObject({ code: 'CELL_IN_USE' });
    expect(await databases.api.groups()).toHaveLength(3);
    expect(await databases.api.rows('cellbridge_progress')).toMatchObject([{ state: 'complete' }]);
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    expect(await databases.cell.liveGroups()).toEqual([]);
    await expectClean(databases);
  });

  test('ends at a number of groups, and when it is told to', async () => {
    const databases = await createMoved(harness);
    const cells = ['cell1'];
    const looked: number[] = [];
    const onLook = ({ groups }: { groups: number }) => looked.push(groups);
    expect(await reverse(databases, { cells, maxCount: 2, dryRun: true, onLook })).toMatchObject({
      outcome: 'more',
      cells: [{ groups: 2 }],
    });
    expect(looked).toEqual([3]);
    expect(await reverse(databases, { cells, maxCount: 2 })).toMatchObject({
      outcome: 'more',
      cells: [{ groups: 2 }],
    });
    const signal = AbortSignal.abort();
    expect(await reverse(databases, { cells, signal })).toMatchObject({ outcome: 'stopped' });
    expect(await reverse(databases, { cells })).toMatchObject({
      outcome: 'complete',
      cells: [{ groups: 1 }],
    });
    expect(await databases.cell.liveGroups()).toHaveLength(3);
  });

  test.each<[ReverseOptions, string]>([
    [{}, 'Name the cells, or the groups, that go back.'],
    [{ cells: ['cell1'], groups: [uuidOf(1)] }, 'Name the cells, or the groups, that go back.'],
    [{ cells: [] }, 'a list of cells that names one'],
    [{ groups: [] }, 'a list of uuids that has one'],
    [{ cells: ['cell1'], maxCount: 0 }, 'max count'],
    [{ cells: ['cell1'], notice: Number.NaN }, 'notice'],
    [{ cells: ['cell1'], notice: 86_400_001 }, 'a day at most'],
    [{ cells: ['cell9'] }, 'There is no cell'],
  ])('refuses %j', async (options, message) => {
    const databases = await createMoved(harness, []);
    await expect(reverse(databases, options)).rejects.toThrow(message);
  });

  test('and a run refuse to work beside each other', async () => {
    const databases = await createMoved(harness);
    await using deployment = await openDeployment(databases);
    const waits: string[] = [];
    const ending = new AbortController();
    const begun = defer<void>();
    const reversing = reverseGroups(deployment, {
      cells: ['cell1'],
      notice: 3_600_000,
      signal: ending.signal,
      onWait: (reason) => {
        waits.push(reason);
        begun.resolve();
      },
    });
    await begun.promise;
    expect(waits).toEqual(['Services have 3600 s to notice that groups go back.']);
    expect(await migrationStatus(deployment)).toMatchObject({ cells: [{ state: 'reversing' }] });
    const inUse = 'A "cellbridge db reverse" is at work in cell cell1';
    expect(await move(databases)).toMatchObject({
      outcome: 'failed',
      migrations: [{ error: { code: 'CELL_IN_USE', message: expect.stringContaining(inUse) } }],
    });
    await expect(reverse(databases)).rejects.toMatchObject({ code: 'CELL_IN_USE' });
    ending.abort();
    expect(await reversing).toMatchObject({ outcome: 'stopped', cells: [] });
    await databases.api.raw.query("UPDATE cellbridge_progress SET state = 'running'");
    await databases.api.raw.query(
      "UPDATE cellbridge_progress SET heartbeat_at = '2000-01-01 00:00:00.000000'",
    );
    expect(await reverse(databases)).toMatchObject({ outcome: 'complete' });
  });

  test.each([
    { what: 'the process', losses: Number.POSITIVE_INFINITY, step: 1 },
    // Most of these end as the process does.
    { what: 'one connection', losses: 1, step: 3 },
  ])(
    'that is lost ($what) before any statement leaves nothing that another, or a run, cannot finish',
    async ({ losses, step }) => {
      const undisturbed = await createMoved(harness);
      const moved = await undisturbed.api.groups();
      const recorder = recordStatements();
      {
        await using recorded = await openDeployment(undisturbed, {
          database: { intercept: recorder.intercept },
        });
        recorder.statements.length = 0;
        await reverseGroups(recorded, { cells: ['cell1'], notice: 0 });
      }
      const count = recorder.statements.length;
      expect(count).toBeGreaterThan(30);
      const databases = await createMoved(harness);
      for (let doomed = 0; doomed < count; doomed += step) {
        const at = `lost before statement ${doomed}`;
        await lose(databases, doomed, losses);
        await seeAll(databases, moved, at);
        // A process that was killed counts as ended after 30 seconds.
        await databases.api.raw.query(
          "UPDATE cellbridge_progress SET heartbeat_at = '2000-01-01 00:00:00.000000' WHERE state = 'reversing'",
        );
        if (doomed % 2 === 0) {
          expect(await reverse(databases), at).toMatchObject({ outcome: 'complete' });
          expect(await databases.cell.liveGroups(), at).toEqual(moved);
        }
        expect(await move(databases), at).toMatchObject({ outcome: 'complete' });
        expect(await databases.api.groups(), at).toEqual(moved);
        await expectSound(databases);
        await expectClean(databases);
      }
    },
  );
});

// On SQLite, who is about to write stands in line before others of its process.
forEachServer('A reversal', (harness) => {
  test('misses no instance that is deleted while its group goes back', async () => {
    const databases = await createMoved(harness);
    await databases.api.raw.query("UPDATE cellbridge_progress SET state = 'reversing'");
    await databases.api.raw.query(
      "UPDATE cellbridge_progress SET heartbeat_at = '2000-01-01 00:00:00.000000'",
    );
    let begun = 0;
    // The first one is in the cell, the second one in the API database.
    const toApi = holdStatement(({ text }) => text.startsWith('begin') && ++begun === 2);
    await using service = await openDeployment(databases, {
      database: { intercept: toApi.intercept },
    });
    const removing = InstanceGroup.destroyMembersBulk(service.adminContext(), ['a']);
    await toApi.reached;
    await reverse(databases);
    toApi.release();
    expect(await removing).toBe(1);
    expect(await databases.cell.liveGroups()).toMatchObject([{ members: ['b'] }, {}, {}]);
  });
});

/** Takes groups back, and loses the connections: at statement number `doomed`, so many times. */
async function lose(databases: TestDeployment, doomed: number, losses: number): Promise<void> {
  let sent = -1;
  await using deployment = await openDeployment(databases, {
    database: {
      intercept: () => {
        if (sent < 0) return;
        sent += 1;
        if (sent > doomed && sent <= doomed + losses) throw new Error('The connection is gone.');
      },
    },
  });
  sent = 0;
  await reverseGroups(deployment, { cells: ['cell1'], notice: 0 }).catch(() => {});
}

/** That a service finds every group, whatever of a reversal was done. */
async function seeAll(
  databases: TestDeployment,
  groups: readonly { uuid: unknown; members: readonly unknown[] }[],
  at: string,
): Promise<void> {
  await using deployment = await openDeployment(databases);
  const listed = await InstanceGroupList.getAll(deployment.adminContext());
  expect(listed.map(({ uuid, members }) => [uuid, [...members].sort()]).sort(), at).toEqual(
    groups.map(({ uuid, members }) => [uuid, [...members].sort()]).sort(),
  );
}
