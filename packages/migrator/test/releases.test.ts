/** Everything once through on the tables of each release of Nova. */
import { openApiDatabase, syncApiDatabase } from '@cellbridge/db-api';
import { openCellDatabase, syncCellDatabase } from '@cellbridge/db-cell';
import { InstanceGroup, InstanceGroupList } from '@cellbridge/objects';
import {
  catalogueOf,
  createDeployment,
  forEachDialect,
  type Harness,
  NOVA_RELEASES,
  type NovaRelease,
} from '@cellbridge/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { migrationStatus, recoverDeployment, verifyDeployment } from '../src/index.js';
import { expectSound } from './support/content.js';
import { move, openDeployment } from './support/move.js';
import { addNovaGroups } from './support/nova-groups.js';
import { deleteFromApi, deleteReceipts } from './support/verification.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';
const RULES = { max_server_per_host: 3 };
const GROUP_TABLES = ['instance_groups', 'instance_group_policy', 'instance_group_member'];
const WHO = { userId: 'user', projectId: 'project' };
const isNovas = (line: string) => !line.includes('cellbridge_');

/** A deployment that a release of Nova made, with groups in its cell, and synced. */
async function adopt(harness: Harness, release: NovaRelease) {
  const databases = await createDeployment(harness, { madeBy: 'nova', release });
  const { expected, live } = await addNovaGroups(harness, databases.cell);
  const before = [await catalogueOf(databases.api.raw), await catalogueOf(databases.cell.raw)];
  await using api = await openApiDatabase(databases.api.url);
  await using cell = await openCellDatabase(databases.cell.url);
  const report = await syncApiDatabase(api);
  await syncCellDatabase(cell);
  return { databases, expected, live, before, report };
}

forEachDialect('On the tables of Nova', (harness) => {
  afterEach(() => {
    vi.useRealTimers();
  });

  describe.each(NOVA_RELEASES)('%i', (release) => {
    test('sync adds what is missing, alters no table, and does nothing the second time', async () => {
      const { databases, before, report } = await adopt(harness, release);
      const made = release < 14 ? GROUP_TABLES.map((table) => `create ${table}`) : [];
      expect(report.applied.filter((step) => step.startsWith('create '))).toEqual(made);
      const [apiBefore = [], cellBefore = []] = before;
      const after = (await catalogueOf(databases.api.raw)).filter(isNovas);
      // Those that were missing are made as later releases have them.
      const { api: zed } = await createDeployment(harness, { madeBy: 'nova' });
      const ofGroups = (line: string) => GROUP_TABLES.includes(line.split(' ')[0] ?? '');
      const groups = (await catalogueOf(zed.raw)).filter(ofGroups);
      expect(after).toEqual([...apiBefore, ...(release < 14 ? groups : [])].sort());
      expect((await catalogueOf(databases.cell.raw)).filter(isNovas)).toEqual(cellBefore);
      await using api = await openApiDatabase(databases.api.url);
      await using cell = await openCellDatabase(databases.cell.url);
      const again = { applied: [], indexes: [], adopted: false };
      expect(await syncApiDatabase(api)).toMatchObject(again);
      expect(await syncCellDatabase(cell)).toMatchObject(again);
    });

    test('groups move, verify, and are brought back after a loss', async () => {
      const { databases, expected, live } = await adopt(harness, release);
      expect(await move(databases)).toMatchObject({
        outcome: 'complete',
        migrations: [{ found: live, done: live, quarantined: 0 }],
      });
      expect(await databases.api.groups()).toEqual(expected);
      await expectSound(databases);
      await using deployment = await openDeployment(databases);
      expect(await migrationStatus(deployment)).toMatchObject({ ready: true });
      expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean' });

      const lost = expected.slice(0, 7).map(({ uuid }) => uuid);
      await deleteFromApi(databases.api.raw, lost);
      await deleteReceipts(databases.api.raw, lost);
      expect(await verifyDeployment(deployment)).toMatchObject({ counts: { missing: 7 } });
      expect(await recoverDeployment(deployment)).toMatchObject({ outcome: 'complete' });
      expect(await databases.api.groups()).toEqual(expected);
      expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean' });
    });

    test('the objects read and write before, during and after the move', async () => {
      const databases = await createDeployment(harness, { madeBy: 'nova', release });
      const uuids = ['b', 'c'].map((end) => `${UUID.slice(0, -1)}${end}`);
      const seeds = uuids.map((uuid) => ({ uuid, policies: ['affinity'], members: ['m1'] }));
      await databases.cell.addGroups([...seeds, { uuid: UUID, members: ['m1', 'm2'] }]);
      await databases.cell.addInstances([{ uuid: 'm1', host: 'compute-1' }]);
      const { uuid: cellUuid } = databases.cell;
      await databases.api.addInstanceMappings([{ instanceUuid: 'm1', cellUuid }]);
      await using api = await openApiDatabase(databases.api.url);
      await using cell = await openCellDatabase(databases.cell.url);
      await syncApiDatabase(api);
      await syncCellDatabase(cell);

      await using deployment = await openDeployment(databases, { fallback: 'always' });
      const context = deployment.context(WHO);
      for (const [index, left] of [3, 2, 0].entries()) {
        const name = `name ${index}`;
        const group = await InstanceGroup.getByUuid(context, UUID);
        expect(group).toMatchObject({ policies: ['anti-affinity'], rules: {} });
        expect(await group.getHosts()).toEqual(['compute-1']);
        expect(await group.countMembersByUser('user')).toBe(1);
        group.name = name;
        await group.save();
        await InstanceGroup.addMembers(context, UUID, [`added ${index}`]);
        expect(await InstanceGroup.getByName(context, name)).toMatchObject({ uuid: UUID });
        const list = await InstanceGroupList.getAll(context);
        expect(list.map(({ uuid }) => uuid).sort()).toEqual([UUID, ...uuids]);
        const located = list.filter(({ location }) => location.database === 'cell');
        expect(located).toHaveLength(left);
        await move(databases, { maxCount: index + 1 });
      }
      expect(await InstanceGroup.getByUuid(context, UUID)).toMatchObject({
        members: ['m1', 'm2', 'added 0', 'added 1', 'added 2'],
        location: { database: 'api' },
      });
      const created = await InstanceGroup.create(context, { policy: 'soft-affinity' });
      created.policies = ['affinity'];
      await created.save();
      await created.destroy();
      expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean' });
    });

    const keepsRules = release < 14 || release >= 18;
    test(`rules are ${keepsRules ? 'kept' : 'refused, with the reason'}`, async () => {
      const { databases } = await adopt(harness, release);
      await using deployment = await openDeployment(databases);
      const context = deployment.context(WHO);
      const withRules = { policy: 'anti-affinity', rules: RULES };
      const group = await InstanceGroup.create(context, { policy: 'anti-affinity' });
      group.rules = RULES;
      if (keepsRules) {
        expect(await InstanceGroup.create(context, withRules)).toMatchObject({ rules: RULES });
        await group.save();
        const found = await InstanceGroup.getByUuid(context, group.uuid);
        expect(found).toMatchObject({ rules: RULES });
        return;
      }
      const before = await databases.api.groups();
      for (const write of [() => InstanceGroup.create(context, withRules), () => group.save()]) {
        const error = await write().catch((error: unknown) => error);
        expect(error).toMatchObject({ code: 'SCHEMA_MISMATCH' });
        expect(String(error)).toMatch(
          /no column instance_group_policy\.rules.*Rocky.*upgrade Nova/,
        );
      }
      expect(await databases.api.groups()).toEqual(before);
    });
  });

  test('a service goes on while Nova is upgraded, and sees the rules that come with it', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { databases } = await adopt(harness, 14);
    await move(databases);
    await using deployment = await openDeployment(databases);
    const context = deployment.context(WHO);
    const { uuid } = await InstanceGroup.create(context, { policy: 'anti-affinity' });
    const { raw } = databases.api;
    await raw.query('ALTER TABLE instance_group_policy ADD COLUMN rules TEXT');
    await raw.query('ALTER TABLE cell_mappings ADD COLUMN disabled BOOLEAN');
    await InstanceGroup.addMembers(context, uuid, ['m1']);
    expect(await InstanceGroup.create(context, { policy: 'a', rules: RULES })).toBeDefined();

    const json = JSON.stringify(RULES);
    const isOurs = 'group_id = (SELECT id FROM instance_groups WHERE uuid = ?)';
    await raw.query(`UPDATE instance_group_policy SET rules = ? WHERE ${isOurs}`, json, uuid);
    vi.advanceTimersByTime(31_000);
    const group = await InstanceGroup.getByUuid(context, uuid);
    expect(group).toMatchObject({ rules: RULES, members: ['m1'] });
    group.policies = ['soft-anti-affinity'];
    await group.save();
    expect(await InstanceGroup.getByUuid(context, uuid)).toMatchObject({ rules: RULES });
    expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean' });
  });
});
