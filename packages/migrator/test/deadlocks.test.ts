import { setTimeout } from 'node:timers/promises';
import { type Deployment, InstanceGroup } from '@cellbridge/objects';
import {
  createDeployment,
  holdStatement,
  onDialect,
  openRaw,
  type TestDeployment,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { listQuarantined, resolveQuarantined, verifyDeployment } from '../src/index.js';
import { addMemberByHand } from './support/add-member-by-hand.js';
import { expectSound } from './support/content.js';
import { move, openDeployment, runMove } from './support/move.js';

const UUID = '0d000000-0000-4000-8000-000000000001';
const SEED = { uuid: UUID, name: 'one', members: ['a', 'b'] };

/** The locks of an old writer: a member of the group, and so many others that the server spares the writer. */
const OTHERS = 500;

/** A server gives up one of two transactions that wait for each other, and Cellbridge tries its own again. */
onDialect('mysql', 'A cell that gives a transaction up', (harness) => {
  /**
   * Has the server give up a transaction in the cell that wants the members of the group: for an old writer who has
   * locked them, and adds another one.
   *
   * @param before which statement is the last one before it wants them, by its first words.
   */
  async function deadlock(
    databases: TestDeployment,
    groupId: number,
    before: string,
    work: (deployment: Deployment) => Promise<void>,
  ): Promise<void> {
    const { cell } = databases;
    const name = cell.url.slice(cell.url.lastIndexOf('/') + 1);
    const held = holdStatement(
      ({ database, text }) => database.includes(name) && text.startsWith(before),
    );
    await using deployment = await openDeployment(databases, {
      database: { intercept: held.intercept },
    });
    const working = work(deployment);
    await held.reached;
    const writer = openRaw(cell.url);
    await writer.beginWriting();
    await writer.query('UPDATE instance_group_member SET updated_at = created_at');
    held.release();
    while (!(await cell.raw.isBlocked())) await setTimeout(10);
    await addMemberByHand({ raw: writer }, groupId, 'late');
    await writer.query('COMMIT');
    await writer.close();
    await working;
  }

  async function expectMoved(databases: TestDeployment): Promise<void> {
    const groups = await databases.api.groups();
    const group = groups.find(({ uuid }) => uuid === UUID);
    expect(group?.members).toEqual(['a', 'b', 'late']);
    expect(await databases.cell.liveGroups()).toEqual([]);
    await expectSound(databases);
    await using deployment = await openDeployment(databases);
    expect(await verifyDeployment(deployment)).toMatchObject({ findings: [] });
  }

  /** @returns the id of the group. */
  async function fill({ cell }: TestDeployment): Promise<number> {
    const [group] = await cell.addGroups([SEED]);
    const others = Array.from({ length: OTHERS }, (_, index) => `other ${index}`);
    await cell.addGroups([{ deleted: true, members: others }]);
    return group?.id ?? 0;
  }

  test('moves the group, and counts it once', async () => {
    const databases = await createDeployment(harness);
    const id = await fill(databases);
    await deadlock(databases, id, 'update "instance_group_policy"', async (deployment) => {
      expect(await runMove(deployment)).toMatchObject({
        outcome: 'complete',
        migrations: [{ found: 1, done: 1 }],
      });
    });
    await expectMoved(databases);
  });

  test('absorbs the group, and counts it once', async () => {
    const databases = await createDeployment(harness);
    const id = await fill(databases);
    await databases.api.addGroups([SEED]);
    await deadlock(databases, id, 'update "instance_group_member"', async (deployment) => {
      expect(await runMove(deployment)).toMatchObject({
        outcome: 'complete',
        migrations: [{ found: 1, done: 1 }],
      });
    });
    await expectMoved(databases);
    expect(await databases.api.rows('cellbridge_progress')).toMatchObject([{ found: 1, done: 1 }]);
  });

  test('leaves a group that was decided on to the next run', async () => {
    const databases = await createDeployment(harness);
    const id = await fill(databases);
    await databases.api.addGroups([{ ...SEED, name: 'another' }]);
    await move(databases);
    await deadlock(databases, id, 'update "instance_group_member"', (deployment) =>
      resolveQuarantined(deployment, UUID, { keep: 'cell', by: 'an operator' }),
    );
    await using deployment = await openDeployment(databases);
    expect(await listQuarantined(deployment)).toEqual([]);
    expect(await runMove(deployment)).toMatchObject({ outcome: 'complete' });
    await expectMoved(databases);
    expect(await databases.api.groups()).toMatchObject([{ name: 'one' }]);
  });

  test('keeps the side of the API database, and the row does not come back', async () => {
    const databases = await createDeployment(harness);
    const { cell } = databases;
    await cell.addGroups([SEED]);
    await move(databases);
    await using deployment = await openDeployment(databases);
    await (await InstanceGroup.getByUuid(deployment.adminContext(), UUID)).destroy();
    const id = await fill(databases);
    await move(databases);
    expect(await listQuarantined(deployment)).toMatchObject([{ reason: 'destroyed' }]);
    await deadlock(databases, id, 'update "instance_group_member"', (resolving) =>
      resolveQuarantined(resolving, UUID, { keep: 'api', by: 'an operator' }),
    );
    await move(databases);
    expect(await listQuarantined(deployment)).toEqual([]);
    expect(await cell.liveGroups()).toEqual([]);
    expect(await databases.api.groups()).toEqual([]);
  });

  test('destroys the group, and finds it', async () => {
    const databases = await createDeployment(harness);
    const id = await fill(databases);
    await deadlock(databases, id, 'update "instance_group_member"', async (deployment) => {
      const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
      await group.destroy();
    });
    expect(await databases.cell.liveGroups()).toEqual([]);
    await move(databases);
    expect(await databases.api.groups()).toEqual([]);
  });
});
