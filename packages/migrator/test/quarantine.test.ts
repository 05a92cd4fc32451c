import { setImmediate } from 'node:timers/promises';
import { deleteGroup, lockGroup, recordDestroyed } from '@cellbridge/db-api';
import {
  type Deployment,
  InstanceGroup,
  InstanceGroupNotFoundError,
  InvalidInputError,
  now,
} from '@cellbridge/objects';
import {
  createDeployment,
  forEachDialect,
  forEachServer,
  type Harness,
  holdStatement,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import {
  describeQuarantined,
  type Keep,
  listQuarantined,
  migrationStatus,
  type QuarantineFilter,
  resolveEntries,
  resolveQuarantined,
  retryQuarantined,
  verifyDeployment,
} from '../src/index.js';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { expectSound } from './support/content.js';
import { move, openDeployment, runMove } from './support/move.js';

const UUID = '0a000000-0000-4000-8000-000000000001';
const API = { uuid: UUID, name: 'of the API', policies: ['affinity'], members: ['a', 'b'] };
const CELL = { uuid: UUID, name: 'of the cell', policies: ['anti-affinity'], members: ['b', 'c'] };

forEachDialect('Quarantine', (harness) => {
  test('shows both sides, and why', async () => {
    const { databases, id } = await conflict(harness);
    await using deployment = await openDeployment(databases);
    const [description, ...others] = await describeQuarantined(deployment, UUID);
    expect(others).toEqual([]);
    expect(description).toMatchObject({
      cellName: 'cell1',
      api: { name: 'of the API', policies: ['affinity'], members: ['a', 'b'] },
      cell: { name: 'of the cell', policies: ['anti-affinity'], members: ['b', 'c'] },
      entry: {
        cellUuid: databases.cell.uuid,
        cellGroupId: id,
        reason: 'different',
        details:
          'The API database has a group of this uuid with other content: name (API database: "of the API"; cell: "of the cell"); policies (only in the API database: "affinity"; only in the cell: "anti-affinity"); members (only in the API database: "a"; only in the cell: "c").',
        attempts: 1,
        resolution: null,
      },
      choices: ['api', 'cell', 'merge'],
      obstacle: null,
    });
  });

  test('ends in the run that cleans up after a destroy which was recorded and not finished', async () => {
    const { databases, id = 0 } = await conflict(harness);
    await using deployment = await openDeployment(databases);
    const { api } = deployment;
    await api.transaction(async (transaction) => {
      const groupId = await lockGroup(transaction, UUID, null);
      await deleteGroup(transaction, groupId ?? 0);
      const row = { cellUuid: databases.cell.uuid, cellGroupId: id };
      await recordDestroyed(transaction, UUID, now(), row);
    });
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    expect(await listQuarantined(deployment)).toEqual([]);
    expect(await migrationStatus(deployment)).toMatchObject({ totals: { quarantined: 0 } });
  });

  test('says which cell the group of the API database has moved from', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const [first, second] = databases.cells;
    const [moved] = (await first?.addGroups([CELL])) ?? [];
    await move(databases);
    await second?.addGroups([{ ...CELL, name: 'another' }]);
    await move(databases);
    await using deployment = await openDeployment(databases);
    const describe = async () => (await describeQuarantined(deployment, UUID))[0];
    expect(await describe()).toMatchObject({
      cellName: 'cell2',
      apiFrom: {
        cellUuid: first?.uuid,
        cellName: 'cell1',
        cellGroupId: moved?.id,
        movedAt: expect.stringMatching(/^\d{4}-\d\d-\d\d /),
      },
    });
    const made = await conflict(harness);
    await using other = await openDeployment(made.databases);
    expect(await describeQuarantined(other, UUID)).toMatchObject([{ apiFrom: null }]);
    // What was made there after it was destroyed has not moved.
    const context = deployment.adminContext();
    await (await InstanceGroup.getByUuid(context, UUID)).destroy();
    await databases.api.addGroups([API]);
    expect(await describe()).toMatchObject({ api: { name: API.name }, apiFrom: null });
  });

  test('has no choice where a decision would be refused', async () => {
    const { databases, id } = await conflict(harness);
    const { raw } = databases.cell;
    const { unreadableAssignment } = harness.testDialect;
    const update = `UPDATE instance_groups SET ${unreadableAssignment} WHERE id = ?`;
    await raw.query(update, id ?? 0);
    await move(databases);
    await using deployment = await openDeployment(databases);
    const describe = async () => (await describeQuarantined(deployment, UUID))[0];
    const expectRefused = async (...keeps: Keep[]) => {
      for (const keep of keeps) {
        const resolving = resolveQuarantined(deployment, UUID, { keep, by: 'an operator' });
        await expect(resolving).rejects.toThrow();
      }
    };
    expect(await describe()).toMatchObject({ choices: ['api'], obstacle: null });
    await expectRefused('cell', 'merge');
    for (const table of ['instance_group_policy', 'instance_group_member', 'instance_groups']) {
      await databases.api.raw.query(`DELETE FROM ${table}`);
    }
    await move(databases);
    expect(await describe()).toMatchObject({
      choices: [],
      obstacle: expect.stringContaining('Fix the row in its cell'),
    });
    await expectRefused('api', 'cell', 'merge');
    await raw.query('UPDATE instance_groups SET deleted = id');
    expect(await describe()).toMatchObject({ cell: null, choices: [], obstacle: null });
  });

  test('is no state of a cell any more once the last group is decided on', async () => {
    const { databases } = await conflict(harness);
    await using deployment = await openDeployment(databases);
    await resolveQuarantined(deployment, UUID, { keep: 'api', by: 'an operator' });
    expect(await migrationStatus(deployment)).toMatchObject({
      ready: false,
      cells: [{ state: 'stopped', remaining: 0, quarantined: 0 }],
    });
    await runMove(deployment);
    expect(await migrationStatus(deployment)).toMatchObject({ cells: [{ state: 'complete' }] });
  });

  test('is resolved many at a time; one that is refused holds up no other', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const uuids = ['1', '2', '3'].map((end) => `0b000000-0000-4000-8000-00000000000${end}`);
    await databases.api.addGroups(uuids.map((uuid) => ({ uuid, name: 'of the API' })));
    await databases.cells[0]?.addGroups(uuids.slice(0, 2).map((uuid) => ({ uuid, name: 'x' })));
    await databases.cells[1]?.addGroups(uuids.slice(1).map((uuid) => ({ uuid, name: 'x' })));
    await move(databases);
    await databases.api.raw.query(
      `UPDATE instance_group_policy SET rules = '[]' WHERE group_id = (SELECT id FROM instance_groups WHERE uuid = ?)`,
      uuids[2] ?? '',
    );
    await using deployment = await openDeployment(databases);
    const select = (filter: QuarantineFilter) => listQuarantined(deployment, filter);
    expect(await select({ cell: 'cell2', reason: 'different' })).toHaveLength(2);
    expect(await select({ reason: 'refused' })).toEqual([]);
    expect(await select({ groupUuids: uuids.slice(0, 1), cell: 'cell2' })).toEqual([]);
    const entries = await select({ groupUuids: uuids });
    expect(entries).toHaveLength(4);
    const decision = { keep: 'cell', by: 'an operator' } as const;
    const stopped = { ...decision, signal: AbortSignal.abort() };
    expect(await resolveEntries(deployment, entries, stopped)).toEqual({
      resolved: [],
      failed: [],
      stopped: true,
    });
    const report = await resolveEntries(deployment, entries, decision);
    expect(report.resolved).toHaveLength(3);
    expect(report.failed).toMatchObject([
      { entry: { groupUuid: uuids[2] }, error: { code: 'INVALID_INPUT' } },
    ]);
    expect(await select({})).toMatchObject([{ groupUuid: uuids[2] }]);
    const names = (await databases.api.groups()).map(({ name }) => name);
    expect(names).toEqual(['x', 'x', 'of the API']);
  });

  test('counts an attempt for each run, and the group once', async () => {
    const { databases } = await conflict(harness);
    for (const attempts of [2, 3]) {
      expect(await move(databases)).toMatchObject({
        outcome: 'quarantined',
        migrations: [{ found: 1, done: 0, quarantined: 1 }],
      });
      await using deployment = await openDeployment(databases);
      expect(await listQuarantined(deployment)).toMatchObject([{ attempts }]);
      const status = await migrationStatus(deployment);
      expect(status).toMatchObject({ ready: false });
      expect(status.cells).toMatchObject([
        { state: 'quarantined', found: 1, done: 0, remaining: 1, quarantined: 1 },
      ]);
    }
  });

  test.each(['api', 'cell', 'merge'] as const)(
    'once resolved by keeping "%s", lets members come and go',
    async (keep) => {
      const { databases } = await conflict(harness);
      await using deployment = await openDeployment(databases);
      await resolveQuarantined(deployment, UUID, { keep, by: 'operator' });
      await runMove(deployment);
      expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean' });
      await InstanceGroup.addMembers(deployment.adminContext(), UUID, ['later']);
      expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean' });
      await InstanceGroup.removeMembers(deployment.adminContext(), UUID, ['b']);
      expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean' });
    },
  );

  test('ends by itself when the sides have become the same', async () => {
    const { databases } = await conflict(harness);
    await using deployment = await openDeployment(databases);
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
    Object.assign(group, { name: CELL.name, policies: CELL.policies, members: CELL.members });
    await group.save();
    const report = await runMove(deployment);
    expect(report).toMatchObject({ outcome: 'complete', migrations: [{ done: 1 }] });
    const [entry] = await listQuarantined(deployment, { resolved: true });
    expect(entry).toMatchObject({ resolution: 'moved', resolvedBy: report.runId });
    expect(await listQuarantined(deployment)).toEqual([]);
    const status = await migrationStatus(deployment);
    expect(status).toMatchObject({ ready: true, cells: [{ found: 1, done: 1 }] });
  });

  test('ends as gone when the row in the cell is gone', async () => {
    const { databases } = await conflict(harness);
    await databases.cell.raw.query('UPDATE instance_groups SET deleted = id');
    const report = await move(databases);
    expect(report).toMatchObject({ outcome: 'complete' });
    await using deployment = await openDeployment(databases);
    expect(await listQuarantined(deployment, { resolved: true })).toMatchObject([
      { resolution: 'gone', resolvedBy: report.runId },
    ]);
  });

  test.each<Keep | 'retry'>(['api', 'cell', 'merge', 'retry'])(
    'ends as gone (%s) when its id has come again, and spares the group that has it',
    async (decision) => {
      const { databases, id = 0 } = await conflict(harness);
      const other = { ...CELL, uuid: '0a000000-0000-4000-8000-000000000002', name: 'precious' };
      // As after Nova has archived its row.
      await databases.cell.raw.query(
        'UPDATE instance_groups SET uuid = ?, name = ? WHERE id = ?',
        other.uuid,
        other.name,
        id,
      );
      await using deployment = await openDeployment(databases);
      expect(await describeQuarantined(deployment, UUID)).toMatchObject([
        { api: { name: API.name }, cell: null },
      ]);
      if (decision === 'retry') {
        const result = await retryQuarantined(deployment, [UUID]);
        expect(result).toEqual({ tried: 1, moved: 0, quarantined: 0 });
      } else {
        await resolveQuarantined(deployment, UUID, { keep: decision, by: 'operator' });
      }
      expect(await listQuarantined(deployment, { resolved: true })).toMatchObject([
        { groupUuid: UUID, resolution: 'gone' },
      ]);
      expect(await databases.cell.liveGroups()).toMatchObject([other]);
      expect(await databases.api.groups()).toMatchObject([API]);
      expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
      expect(await databases.api.groups()).toMatchObject([API, other]);
    },
  );

  test('opens again when the same row cannot move once more', async () => {
    const { databases, id } = await conflict(harness);
    await databases.cell.raw.query('UPDATE instance_groups SET deleted = id');
    await move(databases);
    await databases.cell.raw.query('UPDATE instance_groups SET deleted = 0');
    expect(await move(databases)).toMatchObject({ outcome: 'quarantined' });
    await using deployment = await openDeployment(databases);
    expect(await listQuarantined(deployment)).toMatchObject([
      { cellGroupId: id, attempts: 2, resolution: null, resolvedAt: null, resolvedBy: null },
    ]);
  });

  test('is tried again on request, all of it or what is named', async () => {
    const { databases } = await conflict(harness);
    await using deployment = await openDeployment(databases);
    expect(await retryQuarantined(deployment)).toEqual({ tried: 1, moved: 0, quarantined: 1 });
    expect(await listQuarantined(deployment)).toMatchObject([{ attempts: 2 }]);
    await databases.cell.raw.query(`UPDATE instance_groups SET name = 'of the API'`);
    await databases.cell.raw.query(`UPDATE instance_group_policy SET policy = 'affinity'`);
    await databases.cell.raw.query(
      `UPDATE instance_group_member SET instance_id = 'a' WHERE instance_id = 'c'`,
    );
    const result = await retryQuarantined(deployment, [UUID]);
    expect(result).toEqual({ tried: 1, moved: 1, quarantined: 0 });
    expect(await databases.cell.liveGroups()).toEqual([]);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    expect(await migrationStatus(deployment)).toMatchObject({ ready: true });
  });

  test('knows nothing of other groups', async () => {
    const { databases } = await conflict(harness);
    await using deployment = await openDeployment(databases);
    const uuid = '0a000000-0000-4000-8000-000000000002';
    const by = 'operator';
    await expect(describeQuarantined(deployment, uuid)).rejects.toThrow(InvalidInputError);
    await expect(retryQuarantined(deployment, [UUID, uuid])).rejects.toThrow(InvalidInputError);
    await expect(resolveQuarantined(deployment, uuid, { keep: 'api', by })).rejects.toThrow(
      InvalidInputError,
    );
    await expect(listQuarantined(deployment, { cell: 'nowhere' })).rejects.toThrow(
      InvalidInputError,
    );
  });

  test.each<{ keep: Keep; name: string; policies: string[]; members: string[] }>([
    { keep: 'api', name: API.name, policies: ['affinity'], members: ['a', 'b'] },
    { keep: 'cell', name: CELL.name, policies: ['anti-affinity'], members: ['b', 'c'] },
    { keep: 'merge', name: API.name, policies: ['affinity'], members: ['a', 'b', 'c'] },
  ])('is resolved by keeping $keep, and recorded', async ({ keep, ...expected }) => {
    const { databases, id } = await conflict(harness);
    await using deployment = await openDeployment(databases);
    await resolveQuarantined(deployment, UUID, { keep, by: 'an operator' });
    expect(await databases.api.groups()).toMatchObject([expected]);
    expect(await databases.cell.liveGroups()).toEqual([]);
    const [entry] = await listQuarantined(deployment, { resolved: true });
    expect(entry).toMatchObject({ resolution: keep, resolvedBy: 'an operator' });
    expect(entry?.resolvedAt).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6}$/);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    expect(await databases.api.groups()).toMatchObject([expected]);
    expect(await migrationStatus(deployment)).toMatchObject({ ready: true });
    await expect(resolveQuarantined(deployment, UUID, { keep, by: 'x' })).rejects.toThrow(
      InvalidInputError,
    );
    // From now on it has moved: what an old writer leaves under its row follows it.
    await addMemberByHand(databases.cell, id ?? 0, 'late');
    await runMove(deployment);
    const members = [...expected.members, 'late'];
    expect(await databases.api.groups()).toMatchObject([{ ...expected, members }]);
  });

  test('takes the policies of the cell where the API has none to merge', async () => {
    const { databases } = await conflict(harness, { policies: [] });
    await using deployment = await openDeployment(databases);
    await resolveQuarantined(deployment, UUID, { keep: 'merge', by: 'an operator' });
    expect(await databases.api.groups()).toMatchObject([
      { policies: ['anti-affinity'], members: ['a', 'b', 'c'] },
    ]);
  });

  test('is resolved in each of the cells that hold the group', async () => {
    const databases = await createDeployment(harness, { cells: 3 });
    await databases.api.addGroups([API]);
    for (const [index, cell] of databases.cells.entries()) {
      await cell.addGroups([{ ...CELL, members: [`of cell ${index}`] }]);
    }
    await move(databases);
    await using deployment = await openDeployment(databases);
    expect(await listQuarantined(deployment)).toHaveLength(3);
    expect(await listQuarantined(deployment, { cell: 'cell2' })).toHaveLength(1);
    expect(await describeQuarantined(deployment, UUID)).toHaveLength(3);
    await resolveQuarantined(deployment, UUID, { keep: 'merge', by: 'an operator' });
    expect(await databases.api.groups()).toMatchObject([
      { members: ['a', 'b', 'of cell 0', 'of cell 1', 'of cell 2'] },
    ]);
    for (const cell of databases.cells) expect(await cell.liveGroups()).toEqual([]);
  });

  test.each<{ keep: Keep; exists: boolean }>([
    { keep: 'api', exists: false },
    { keep: 'cell', exists: true },
  ])('of a destroyed group: keeping $keep, it is there: $exists', async ({ keep, exists }) => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([CELL]);
    await move(databases);
    await using deployment = await openDeployment(databases);
    const context = deployment.adminContext();
    await (await InstanceGroup.getByUuid(context, UUID)).destroy();
    await databases.cell.addGroups([{ ...CELL, name: 'made again' }]);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'quarantined' });
    await resolveQuarantined(deployment, UUID, { keep, by: 'an operator' });
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    const reading = InstanceGroup.getByUuid(context, UUID);
    if (exists) expect(await reading).toMatchObject({ name: 'made again' });
    else await expect(reading).rejects.toThrow(InstanceGroupNotFoundError);
    expect(await databases.cell.liveGroups()).toEqual([]);
  });

  test('is resolved once by ten operators at once', async () => {
    const { databases } = await conflict(harness);
    await using deployment = await openDeployment(databases);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 10 }, (_, index) =>
        resolveQuarantined(deployment, UUID, { keep: 'merge', by: `operator ${index}` }),
      ),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled').length).toBeGreaterThan(0);
    expect(await databases.api.groups()).toMatchObject([{ members: ['a', 'b', 'c'] }]);
    const entries = await listQuarantined(deployment, { resolved: true });
    expect(entries).toMatchObject([{ resolution: 'merge' }]);
  });
});

forEachDialect('Quarantine beside others at work', (harness) => {
  test('retried by ten operators while two runs are at it, a group moves once', async () => {
    const { databases } = await conflict(harness);
    await databases.api.raw.query(`UPDATE instance_groups SET name = 'of the cell'`);
    await databases.api.raw.query(`UPDATE instance_group_policy SET policy = 'anti-affinity'`);
    await databases.api.raw.query(
      `UPDATE instance_group_member SET instance_uuid = 'c' WHERE instance_uuid = 'a'`,
    );
    await using deployment = await openDeployment(databases);
    const retries = await Promise.all([
      ...Array.from({ length: 10 }, () => retryQuarantined(deployment)),
      ...[1, 2].map(() => move(databases).then(() => ({ moved: 0 }))),
    ]);
    expect(retries.reduce((sum, { moved }) => sum + moved, 0)).toBeLessThanOrEqual(1);
    expect(await databases.api.groups()).toMatchObject([{ name: CELL.name, members: ['b', 'c'] }]);
    expect(await listQuarantined(deployment, { resolved: true })).toMatchObject([
      { resolution: 'moved' },
    ]);
    expect(await migrationStatus(deployment)).toMatchObject({
      ready: true,
      cells: [{ found: 1, done: 1, remaining: 0 }],
    });
    await expectSound(databases);
  });

  test.each<Keep>(['cell', 'merge'])('resolved (%s), it waits for who adds to it', async (keep) => {
    const { databases } = await conflict(harness);
    const held = holdStatement(({ text }) => text === 'commit');
    await using service = await openDeployment(databases, {
      database: { intercept: held.intercept },
    });
    const adding = InstanceGroup.addMembers(service.adminContext(), UUID, ['c']);
    await held.reached;
    await using deployment = await openDeployment(databases);
    let isThrough = false;
    const resolving = resolveQuarantined(deployment, UUID, { keep, by: 'an operator' });
    const watched = resolving.finally(() => {
      isThrough = true;
    });
    while (!isThrough && !(await databases.api.raw.isBlocked())) await setImmediate();
    held.release();
    await Promise.all([adding, watched]);
    await expectSound(databases);
    expect((await databases.api.groups())[0]?.members).toContain('c');
  });

  test.each<Keep>(['api', 'cell', 'merge'])(
    'resolved (%s) while services add members to it, it keeps what is added',
    async (keep) => {
      const { databases } = await conflict(harness);
      await using deployment = await openDeployment(databases);
      const context = deployment.adminContext();
      const added = Array.from({ length: 10 }, (_, index) => `added ${index}`);
      const add = (member: string) => InstanceGroup.addMembers(context, UUID, [member]);
      const adding = Promise.all([...added.map(add), move(databases)]);
      await resolveQuarantined(deployment, UUID, { keep, by: 'an operator' });
      await add('last');
      await adding;
      const [group] = await databases.api.groups();
      // Members that were added before the cell's side has replaced all are not there any more.
      const kept = keep === 'cell' ? ['last'] : [...added, 'last'];
      expect(group?.members).toEqual(expect.arrayContaining(['b', ...kept]));
      expect(await databases.cell.liveGroups()).toEqual([]);
      await expectSound(databases);
    },
  );
});

forEachServer('A cell on SQLite with rows that an API database refuses', (harness) => {
  const TOO_LONG = 'n'.repeat(256);

  test('keeps the one bad group of 10,000; 9,999 move', async () => {
    const databases = await createDeployment(harness, { cells: ['sqlite'] });
    const added = await databases.cell.addGroups(
      Array.from({ length: 10_000 }, (_, index) => ({
        members: [`member-${index}`],
        ...(index === 6_173 && { name: TOO_LONG }),
      })),
    );
    const bad = added[6_173];
    expect(await move(databases)).toMatchObject({
      outcome: 'quarantined',
      migrations: [{ total: 10_000, found: 10_000, done: 9_999, quarantined: 1, remaining: 1 }],
    });
    expect(await databases.api.groups()).toHaveLength(9_999);
    expect(await databases.cell.liveGroups()).toMatchObject([{ uuid: bad?.uuid }]);
    await using deployment = await openDeployment(databases);
    const [entry, ...others] = await listQuarantined(deployment);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ cellGroupId: bad?.id, reason: 'refused', attempts: 1 });
    expect(entry?.details).toContain('too long');
  });

  test.each([
    ['a name', { name: TOO_LONG }],
    ['a policy', { policies: [TOO_LONG] }],
    ['a member', { members: ['a', TOO_LONG] }],
    ['a project', { projectId: TOO_LONG }],
  ])('keeps a group for %s that is too long, until it is fixed', async (_, part) => {
    const databases = await createDeployment(harness, { cells: ['sqlite'] });
    await databases.cell.addGroups([{}, { ...part, uuid: UUID }, {}, {}]);
    expect(await move(databases, { batchSize: 2 })).toMatchObject({
      outcome: 'quarantined',
      migrations: [{ found: 4, done: 3, quarantined: 1 }],
    });
    await using deployment = await openDeployment(databases);
    for (const keep of ['api', 'cell', 'merge'] as const) {
      const resolving = resolveQuarantined(deployment, UUID, { keep, by: 'an operator' });
      await expect(resolving).rejects.toThrow(InvalidInputError);
    }
    expect(await databases.cell.liveGroups()).toHaveLength(1);

    const { raw } = databases.cell;
    const tables = {
      instance_groups: ['name', 'project_id'],
      instance_group_policy: ['policy'],
      instance_group_member: ['instance_id'],
    };
    for (const [table, columns] of Object.entries(tables)) {
      for (const column of columns) {
        await raw.query(`UPDATE ${table} SET ${column} = 'fixed' WHERE length(${column}) > 255`);
      }
    }
    expect(await retryQuarantined(deployment)).toEqual({ tried: 1, moved: 1, quarantined: 0 });
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    expect(await databases.api.groups()).toHaveLength(4);
  });
});

forEachServer('A decision that is made while the group is tried again', (harness) => {
  test.each([
    ['a run', (deployment: Deployment) => runMove(deployment)],
    ['retry', (deployment: Deployment) => retryQuarantined(deployment)],
  ])('stays recorded, tried by %s', async (_, tryAgain) => {
    const { databases } = await conflict(harness);
    const held = holdStatement(({ text }) =>
      text.startsWith('insert into "cellbridge_quarantine"'),
    );
    await using deployment = await openDeployment(databases, {
      database: { intercept: held.intercept },
    });
    const trying = tryAgain(deployment);
    await held.reached;
    await using operator = await openDeployment(databases);
    const deciding = resolveQuarantined(operator, UUID, { keep: 'api', by: 'operator' });
    held.release();
    await Promise.all([trying, deciding]);
    expect(await listQuarantined(operator, { resolved: true })).toMatchObject([
      { resolution: 'api', resolvedBy: 'operator' },
    ]);
  });
});

forEachServer('A uuid that is none', (harness) => {
  test('is too long for the API database, and holds up nobody', async () => {
    const databases = await createDeployment(harness, { cells: ['sqlite'] });
    await databases.cell.addGroups([{}, { uuid: 'u'.repeat(40) }, {}]);
    expect(await move(databases)).toMatchObject({
      outcome: 'quarantined',
      migrations: [{ found: 3, done: 2, quarantined: 1 }],
    });
  });
});

/** A group that the API database and a cell hold differently, after a run has met it. */
async function conflict(harness: Harness, ofApi: { policies?: string[] } = {}) {
  const databases = await createDeployment(harness);
  await databases.api.addGroups([{ ...API, ...ofApi }]);
  const [added] = await databases.cell.addGroups([CELL]);
  await move(databases);
  return { databases, id: added?.id };
}
