import { randomUUID } from 'node:crypto';
import { Deployment, InstanceGroup } from '@cellbridge/objects';
import { createDeployment, dropConnection, forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { type Keep, resolveQuarantined } from '../src/index.js';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { archive, backUpCell } from './support/back-up.js';
import { openDeployment, runMove } from './support/move.js';
import { move, moved, verified } from './support/verification.js';

const CLEAN = { outcome: 'clean', findings: [], undecidedGroups: [] };

forEachDialect('verifyDeployment raises no alarm', (harness) => {
  test('over a twin that was absorbed: one uuid that moved from two cells', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const uuid = randomUUID();
    for (const cell of databases.cells) {
      await cell.addGroups([{ uuid, name: 'same', members: ['a', 'b'] }, {}]);
    }
    await move(databases, 1);
    expect((await verified(databases)).report).toMatchObject(CLEAN);
    await using deployment = await Deployment.open({ api: databases.api.url });
    const context = deployment.adminContext();
    const group = await InstanceGroup.getByUuid(context, uuid);
    group.name = 'another';
    await group.save();
    await InstanceGroup.removeMembers(context, uuid, ['a']);
    expect((await verified(databases)).report).toMatchObject({ ...CLEAN, totals: { changed: 1 } });
    await group.destroy();
    expect((await verified(databases)).report).toMatchObject({
      ...CLEAN,
      totals: { destroyed: 1 },
    });
  });

  test('over members of one group that differ only in case', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{ members: ['a', 'A', 'b'] }]);
    await move(databases);
    expect((await verified(databases)).report).toMatchObject({ ...CLEAN, totals: { compared: 1 } });
  });

  test('over groups that were destroyed in their cell in the microsecond of a batch', async () => {
    const { databases } = await moved(harness, 5);
    const { raw } = databases.cell;
    await databases.cell.addGroups([{ deleted: true, members: ['a'] }, { deleted: true }]);
    const [last] = await raw.query('SELECT max(deleted_at) AS moment FROM instance_groups');
    for (const table of ['instance_groups', 'instance_group_policy', 'instance_group_member']) {
      await raw.query(`UPDATE ${table} SET deleted_at = ?`, last?.moment ?? null);
    }
    const { report } = await verified(databases);
    expect(report).toMatchObject({ ...CLEAN, totals: { compared: 10 } });
  });

  test.each<Keep>(['api', 'cell', 'merge'])(
    'over a conflict that was decided for: %s',
    async (keep) => {
      const databases = await createDeployment(harness);
      const uuid = randomUUID();
      await databases.cell.addGroups([{ uuid, name: 'of the cell', members: ['a', 'b'] }]);
      await databases.api.addGroups([
        { uuid, name: 'of the API', members: ['b', 'c'], rules: '{"max_server_per_host": 2}' },
      ]);
      await move(databases);
      await using deployment = await Deployment.open({ api: databases.api.url });
      await resolveQuarantined(deployment, uuid, { keep, by: 'an operator' });
      await runMove(deployment);
      expect((await verified(databases)).report).toMatchObject({
        ...CLEAN,
        totals: { compared: 1 },
      });
      const group = await InstanceGroup.getByUuid(deployment.adminContext(), uuid);
      group.name = 'another';
      group.members = ['d'];
      await group.save();
      expect((await verified(databases)).report).toMatchObject({
        ...CLEAN,
        totals: { changed: 1 },
      });
    },
  );

  test('over a conflict with a group that moved from another cell', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    const uuid = randomUUID();
    for (const [index, cell] of databases.cells.entries()) {
      await cell.addGroups([{ uuid, name: `of ${index}`, members: [`${index}`, 'both'] }]);
    }
    await move(databases);
    await using deployment = await Deployment.open({ api: databases.api.url });
    await resolveQuarantined(deployment, uuid, { keep: 'cell', by: 'an operator' });
    expect((await verified(databases)).report).toMatchObject({ ...CLEAN, totals: { changed: 1 } });
  });

  test('over members that came late, under a row that a crash had left live', async () => {
    const databases = await createDeployment(harness);
    const [added] = await databases.cell.addGroups([{ members: ['a', 'b'] }]);
    let isMoved = false;
    const name = databases.cell.url.split('/').at(-1)?.split('?')[0] ?? '';
    const intercept = dropConnection(({ database, text }) => {
      isMoved ||= text.includes('cellbridge_receipts') && text.includes('insert');
      return isMoved && database.includes(name) && text === 'commit';
    });
    await using migrator = await openDeployment(databases, { database: { intercept } });
    await runMove(migrator, { maxCount: 1 });
    await addMemberByHand(databases.cell, added?.id ?? 0, 'late');
    await move(databases);
    const [group] = await databases.api.groups();
    expect(group?.members).toEqual(['a', 'b', 'late']);
    expect((await verified(databases)).report).toMatchObject({ ...CLEAN, totals: { changed: 1 } });
  });

  test('over a cell that went back to before its move, and was cleaned up again', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{ members: ['a', 'b'] }, { members: ['c'] }]);
    const restore = await backUpCell(databases.cell.raw);
    await move(databases);
    await restore();
    const { report } = await verified(databases);
    expect(report.counts).toMatchObject({ leftover: 2, unproven: 0, different: 0 });
    await move(databases);
    expect((await verified(databases)).report).toMatchObject({ ...CLEAN, totals: { compared: 2 } });
  });

  test('over the id of an archived group that came again', async () => {
    const databases = await createDeployment(harness);
    const { raw } = databases.cell;
    const [first, second] = await databases.cell.addGroups([{ members: ['a'] }, {}]);
    await move(databases);
    await archive(raw);
    const created = { created_at: '2024-01-01 00:00:00.000000' };
    const again = { id: first?.id ?? 0, uuid: randomUUID(), name: 'again', ...created };
    await raw.insert('instance_groups', [{ ...again, deleted: 0 }]);
    await move(databases);
    // Two receipts name one row then, and a page may end between them.
    const { report } = await verified(databases, { batchSize: 1 });
    expect(report).toMatchObject({ ...CLEAN, totals: { compared: 3, unproved: 0 } });

    const id = second?.id ?? 0;
    await raw.insert('instance_groups', [{ id, uuid: randomUUID(), deleted: id, ...created }]);
    await addMemberByHand(databases.cell, id, 'left');
    const { report: other } = await verified(databases);
    expect(other).toMatchObject({ outcome: 'clean', counts: { orphaned: 1, stranded: 0 } });
  });
});
