import { InstanceGroup, InstanceGroupNotFoundError, now } from '@cellbridge/objects';
import {
  createDeployment,
  dropConnection,
  forEachDialect,
  forEachServer,
  openRaw,
  recordStatements,
  type TestDeployment,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { listQuarantined, verifyDeployment } from '../src/index.js';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { expectSound } from './support/content.js';
import { move, openDeployment, runMove } from './support/move.js';

const UUID = '0a000000-0000-4000-8000-000000000001';

forEachDialect('A group whose row stayed live in its cell', (harness) => {
  test('is in the API database already, and only cleaned up', async () => {
    const { databases, id } = await leftover();
    await using deployment = await openDeployment(databases);
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
    expect(group.location).toEqual({ database: 'api' });
    const before = await databases.api.groups();
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    expect(await databases.api.groups()).toEqual(before);
    const { instance_groups, instance_group_member } = await databases.cell.content();
    expect(instance_groups).toMatchObject([{ id, deleted: id }]);
    for (const row of instance_group_member) expect(row.deleted).toBe(row.id);
  });

  test('is a row that totals count once over all runs', async () => {
    const { databases } = await leftover();
    await move(databases);
    const { cellbridge_progress } = await databases.api.content();
    expect(cellbridge_progress).toMatchObject([{ found: 1, done: 1, state: 'complete' }]);
  });

  test('does not bring back a member that was removed since', async () => {
    const { databases } = await leftover();
    await using deployment = await openDeployment(databases);
    await InstanceGroup.removeMembers(deployment.adminContext(), UUID, ['a']);
    await runMove(deployment);
    expect(await membersOf(databases)).toEqual(['b']);
  });

  test('brings a member along that an old writer has added since, and no other', async () => {
    const { databases, id } = await leftover();
    await addMemberByHand(databases.cell, id, 'late');
    await using deployment = await openDeployment(databases);
    await InstanceGroup.removeMembers(deployment.adminContext(), UUID, ['b']);
    await runMove(deployment);
    expect(await membersOf(databases)).toEqual(['a', 'late']);
    await expectSound(databases);
  });

  test('brings no member along whose instance was deleted since', async () => {
    const { databases, id } = await leftover();
    await addMemberByHand(databases.cell, id, 'late');
    await using deployment = await openDeployment(databases);
    await InstanceGroup.destroyMembersBulk(deployment.adminContext(), ['a', 'late']);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    expect(await membersOf(databases)).toEqual(['b']);
  });

  test('stays destroyed where it was destroyed since, its late members too', async () => {
    const { databases, id } = await leftover();
    await addMemberByHand(databases.cell, id, 'late');
    await using deployment = await openDeployment(databases);
    const context = deployment.adminContext();
    await (await InstanceGroup.getByUuid(context, UUID)).destroy();
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    await expect(InstanceGroup.getByUuid(context, UUID)).rejects.toThrow(
      InstanceGroupNotFoundError,
    );
    expect(await databases.cell.liveGroups()).toEqual([]);
    expect((await databases.api.content()).instance_group_member).toEqual([]);
  });

  test('keeps the name that it was given since', async () => {
    const { databases } = await leftover();
    await using deployment = await openDeployment(databases);
    const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
    group.name = 'renamed';
    await group.save();
    await runMove(deployment);
    expect(await databases.api.groups()).toMatchObject([{ uuid: UUID, name: 'renamed' }]);
  });

  /** Moves a group, and loses the migrator between the commit in the API database and the cell's. */
  async function leftover() {
    const databases = await createDeployment(harness);
    const [added] = await databases.cell.addGroups([{ uuid: UUID, members: ['a', 'b'] }]);
    let isMoved = false;
    const intercept = dropConnection(({ database, text }) => {
      isMoved ||= text.includes('cellbridge_receipts') && text.includes('insert');
      return isMoved && database.includes(nameOf(databases.cell.url)) && text === 'commit';
    });
    await using migrator = await openDeployment(databases, { database: { intercept } });
    await runMove(migrator, { maxCount: 1 });
    expect(await databases.cell.liveGroups()).toHaveLength(1);
    expect(await databases.api.groups()).toHaveLength(1);
    return { databases, id: added?.id ?? 0 };
  }
});

forEachDialect('Claims that migrators have left behind when they died', (harness) => {
  test('are taken away where they are old, and of the cell', async () => {
    const databases = await createDeployment(harness);
    const claim = (id: string, cellUuid: string, minutes: number) => ({
      id,
      cell_uuid: cellUuid,
      group_ids: '[1]',
      created_at: now(-minutes * 60_000),
    });
    await databases.api.raw.insert('cellbridge_claims', [
      claim('old', databases.cell.uuid, 61),
      claim('recent', databases.cell.uuid, 59),
      claim('elsewhere', UUID, 61),
    ]);
    await move(databases);
    const left = await databases.api.rows('cellbridge_claims');
    expect(left.map(({ id }) => id)).toEqual(['elsewhere', 'recent']);
  });
});

forEachDialect('Members that an old writer leaves in a cell', (harness) => {
  test('follow their group, each once', async () => {
    const databases = await createDeployment(harness);
    const [added] = await databases.cell.addGroups([{ uuid: UUID, members: ['a'] }]);
    const id = added?.id ?? 0;
    await move(databases);
    for (const instance of ['late', 'late', 'a']) {
      await addMemberByHand(databases.cell, id, instance);
    }
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    expect(await membersOf(databases)).toEqual(['a', 'late']);
    await addMemberByHand(databases.cell, id, 'later');
    await move(databases);
    expect(await membersOf(databases)).toEqual(['a', 'late', 'later']);
    await expectSound(databases);
    await using deployment = await openDeployment(databases);
    expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean' });
  });

  test('that followed once and were removed since, stay removed', async () => {
    const databases = await createDeployment(harness);
    const [added] = await databases.cell.addGroups([{ uuid: UUID, members: ['a'] }]);
    const id = added?.id ?? 0;
    await move(databases);
    await addMemberByHand(databases.cell, id, 'late');
    // Lost after the members were added, before the cell's rows were soft-deleted.
    let isAdopted = false;
    const intercept = dropConnection(({ database, text }) => {
      isAdopted ||= text.includes('update "cellbridge_receipts"');
      return isAdopted && database.includes(nameOf(databases.cell.url)) && text === 'commit';
    });
    await using lost = await openDeployment(databases, { database: { intercept } });
    await runMove(lost);
    expect(await membersOf(databases)).toEqual(['a', 'late']);
    await using deployment = await openDeployment(databases);
    await InstanceGroup.removeMembers(deployment.adminContext(), UUID, ['late']);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    expect(await membersOf(databases)).toEqual(['a']);
    const live = (await databases.cell.rows('instance_group_member')).filter(
      ({ deleted }) => deleted === 0,
    );
    expect(live).toEqual([]);
  });

  test('of a group that was destroyed after its move, are dropped', async () => {
    const databases = await createDeployment(harness);
    const [added] = await databases.cell.addGroups([{ uuid: UUID, members: ['a'] }]);
    await move(databases);
    await using deployment = await openDeployment(databases);
    const context = deployment.adminContext();
    await (await InstanceGroup.getByUuid(context, UUID)).destroy();
    await addMemberByHand(databases.cell, added?.id ?? 0, 'late');
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    await expect(InstanceGroup.getByUuid(context, UUID)).rejects.toThrow(
      InstanceGroupNotFoundError,
    );
    expect((await databases.api.content()).instance_group_member).toEqual([]);
  });

  test('of a group that never moved, stay where they are', async () => {
    const databases = await createDeployment(harness);
    const [added] = await databases.cell.addGroups([{ uuid: UUID, deleted: true }]);
    await addMemberByHand(databases.cell, added?.id ?? 0, 'orphan');
    const before = await databases.cell.content();
    expect(await move(databases)).toMatchObject({
      outcome: 'complete',
      migrations: [{ total: 0, found: 0 }],
    });
    expect(await databases.cell.content()).toEqual(before);
  });

  test('are more than fit a page, and all follow', async () => {
    const databases = await createDeployment(harness);
    const added = await databases.cell.addGroups(
      Array.from({ length: 30 }, () => ({ members: ['a'] })),
    );
    await move(databases);
    const ids = await databases.cell.raw.takeIds('instance_group_member', 2_400);
    await databases.cell.raw.insert(
      'instance_group_member',
      ids.map((id, index) => ({
        id,
        deleted: 0,
        group_id: added[index % 30]?.id ?? 0,
        instance_id: `late-${index}`,
      })),
    );
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    for (const { members } of await databases.api.groups()) expect(members).toHaveLength(81);
  });
});

forEachDialect('A uuid that the API database has already', (harness) => {
  const CONTENT = { name: 'same', policies: ['affinity'], members: ['a', 'b'] };

  test('is absorbed where the content is the same', async () => {
    const databases = await createDeployment(harness);
    await databases.api.addGroups([{ ...CONTENT, uuid: UUID, members: ['b', 'a'] }]);
    await databases.cell.addGroups([{ ...CONTENT, uuid: UUID, members: ['a', 'b', 'a'] }]);
    const before = await databases.api.groups();
    expect(await move(databases)).toMatchObject({
      outcome: 'complete',
      migrations: [{ total: 1, found: 1, done: 1, quarantined: 0 }],
    });
    expect(await databases.api.groups()).toEqual(before);
    expect(await databases.cell.liveGroups()).toEqual([]);
    expect((await databases.api.content()).cellbridge_receipts).toHaveLength(1);
  });

  test('live in two cells, equal: is moved once', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    for (const cell of databases.cells) await cell.addGroups([{ ...CONTENT, uuid: UUID }, {}]);
    const report = await move(databases);
    expect(report).toMatchObject({ outcome: 'complete', migrations: [{ total: 4, done: 4 }] });
    expect(await databases.api.groups()).toHaveLength(3);
    for (const cell of databases.cells) expect(await cell.liveGroups()).toEqual([]);
    await expectSound(databases);
  });

  test.each([
    { name: 'another' },
    { name: null },
    { userId: null },
    { projectId: 'another' },
    { policies: [] },
    { policies: ['affinity', 'anti-affinity'] },
    { members: ['a'] },
    { members: ['a', 'b', 'c'] },
  ])('is quarantined where the API copy and the cell copy differ: %o', async (difference) => {
    const databases = await createDeployment(harness);
    await databases.api.addGroups([{ ...CONTENT, ...difference, uuid: UUID }]);
    await databases.cell.addGroups([{ ...CONTENT, uuid: UUID }]);
    const before = [await databases.api.groups(), await databases.cell.content()];
    expect(await move(databases)).toMatchObject({
      outcome: 'quarantined',
      migrations: [{ found: 1, done: 0, quarantined: 1, remaining: 1 }],
    });
    expect([await databases.api.groups(), await databases.cell.content()]).toEqual(before);
  });

  test('live in two cells, different: is quarantined in one of them', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    for (const [index, cell] of databases.cells.entries()) {
      await cell.addGroups([{ ...CONTENT, uuid: UUID, name: `of cell ${index}` }, {}]);
    }
    const report = await move(databases, { maxCount: 100 });
    expect(report).toMatchObject({ migrations: [{ done: 3, quarantined: 1, remaining: 1 }] });
    expect((await databases.api.groups()).map(({ uuid }) => uuid)).toContain(UUID);
    await using deployment = await openDeployment(databases);
    expect(await listQuarantined(deployment)).toMatchObject([
      { groupUuid: UUID, reason: 'different', attempts: 1 },
    ]);
  });

  test('is quarantined where it was destroyed after a move, and made again by an old writer', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{ ...CONTENT, uuid: UUID }]);
    await move(databases);
    await using deployment = await openDeployment(databases);
    await (await InstanceGroup.getByUuid(deployment.adminContext(), UUID)).destroy();
    const [again] = await databases.cell.addGroups([{ ...CONTENT, uuid: UUID }]);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'quarantined' });
    expect(await listQuarantined(deployment)).toMatchObject([
      { groupUuid: UUID, cellGroupId: again?.id, reason: 'destroyed' },
    ]);
    expect(await databases.api.groups()).toEqual([]);
  });
});

/** The name of a database within its URL: descriptions leave its password out. */
function nameOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1);
}

async function membersOf(databases: TestDeployment): Promise<unknown> {
  return (await databases.api.groups()).find(({ uuid }) => uuid === UUID)?.members;
}

forEachServer('Members of two old writers, of whom the first commits last', (harness) => {
  test('both follow their group', async () => {
    const databases = await createDeployment(harness);
    const [added] = await databases.cell.addGroups([{ uuid: UUID, members: ['a'] }]);
    await move(databases);
    const slow = openRaw(databases.cell.url);
    await slow.query('BEGIN');
    await addMemberByHand({ raw: slow }, added?.id ?? 0, 'slow');
    await addMemberByHand(databases.cell, added?.id ?? 0, 'fast');
    await move(databases);
    await slow.query('COMMIT');
    await slow.close();
    await move(databases);
    const [group] = await databases.api.groups();
    expect([...(group?.members ?? [])].sort()).toEqual(['a', 'fast', 'slow']);
  });
});

forEachDialect('A stranded member', (harness) => {
  test('is looked for group by group only where a member is live', async () => {
    const databases = await createDeployment(harness);
    const { intercept, statements } = recordStatements();
    await using deployment = await openDeployment(databases, { database: { intercept } });
    const isListing = ({ text }: { text: string }) =>
      text.includes('from "instance_group_member" left join');
    const [added] = await databases.cell.addGroups([{ uuid: UUID, members: ['a'] }]);
    await runMove(deployment);
    expect(statements.filter(isListing)).toEqual([]);
    await addMemberByHand(databases.cell, added?.id ?? 0, 'late');
    await runMove(deployment);
    expect(statements.some(isListing)).toBe(true);
  });

  test('does not join another group that was made with the uuid of its own', async () => {
    const databases = await createDeployment(harness);
    const [added] = await databases.cell.addGroups([{ uuid: UUID, members: ['a'] }]);
    await move(databases);
    await addMemberByHand(databases.cell, added?.id ?? 0, 'late');
    await using deployment = await openDeployment(databases);
    const context = deployment.adminContext();
    await (await InstanceGroup.getByUuid(context, UUID)).destroy();
    await InstanceGroup.create(context, { uuid: UUID, members: ['new'] });
    await runMove(deployment);
    const { members } = await InstanceGroup.getByUuid(context, UUID);
    expect(members).toEqual(['new']);
  });

  test('that was adopted and removed is not adopted again after a crash before its clean-up', async () => {
    const databases = await createDeployment(harness);
    const [added] = await databases.cell.addGroups([{ uuid: UUID, members: ['a'] }]);
    await move(databases);
    await addMemberByHand(databases.cell, added?.id ?? 0, 'late');
    const crash = dropConnection(({ text }) => text.startsWith('update "instance_group_member"'));
    await using migrator = await openDeployment(databases, { database: { intercept: crash } });
    expect(await runMove(migrator)).toMatchObject({ outcome: 'unavailable' });
    await using deployment = await openDeployment(databases);
    const context = deployment.adminContext();
    expect((await InstanceGroup.getByUuid(context, UUID)).members).toContain('late');
    await InstanceGroup.removeMembers(context, UUID, ['late']);
    await runMove(deployment);
    expect((await InstanceGroup.getByUuid(context, UUID)).members).toEqual(['a']);
  });
});
