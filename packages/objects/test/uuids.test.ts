import { forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import {
  InstanceGroup,
  InstanceGroupExistsError,
  InstanceGroupList,
  InstanceGroupNotFoundError,
} from '../src/index.js';
import { createMixed, open, PLACES, place } from './support/mixed.js';

const UUID = 'aaaaaaaa-0000-4000-8000-00000000abcd';

/** The spellings in which a database may hold a uuid, and others to ask for it. */
const SPELLINGS = {
  'in capitals': UUID.toUpperCase(),
  'without hyphens': UUID.replaceAll('-', ''),
  'in capitals without hyphens': UUID.replaceAll('-', '').toUpperCase(),
  'outside of the RFC variant': 'aaaaaaaa-0000-f000-0000-00000000abcd',
};
const INSTANCE = 'bbbbbbbb-0000-4000-8000-000000000001';

forEachDialect('A group whose uuid is stored', (harness) => {
  describe.each(Object.entries(SPELLINGS))('%s', (_, stored) => {
    test.each(PLACES)('is found, changed and destroyed by its listed uuid, %s', async (where) => {
      const databases = await createMixed(harness);
      await place(databases, where, { uuid: stored, name: 'web', members: ['m1'] }, 1);
      await using deployment = await open(databases);
      const context = deployment.adminContext();
      const [listed] = await InstanceGroupList.getAll(context);
      expect(listed?.uuid).toBe(stored);
      const found = await InstanceGroup.getByUuid(context, stored);
      expect(found).toMatchObject({ uuid: stored, name: 'web' });
      expect(await InstanceGroup.addMembers(context, stored, [INSTANCE])).toEqual(['m1', INSTANCE]);
      await InstanceGroup.removeMembers(context, stored, ['m1']);
      found.name = 'web tier';
      await found.save();
      await found.refresh();
      expect(found).toMatchObject({ uuid: stored, name: 'web tier', members: [INSTANCE] });
      await found.destroy();
      await expect(found.refresh()).rejects.toThrow(InstanceGroupNotFoundError);
      expect(await InstanceGroupList.getAll(context)).toHaveLength(0);
    });

    test.each(PLACES)('is found by any other spelling, %s', async (where) => {
      const databases = await createMixed(harness);
      await place(databases, where, { uuid: stored, members: ['m1'] });
      await using deployment = await open(databases);
      const context = deployment.context({ userId: 'user', projectId: 'project' });
      const digits = stored.replaceAll('-', '').toLowerCase();
      const canonical = digits.replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
      const others = [canonical.toUpperCase(), digits, `{${digits}}`, `urn:uuid:${stored}`];
      for (const asked of others) {
        expect((await InstanceGroup.getByUuid(context, asked)).uuid, asked).toBe(stored);
        expect((await InstanceGroup.getByHint(context, asked)).uuid, asked).toBe(stored);
        expect(await InstanceGroup.addMembers(context, asked, [asked])).toContain(asked);
        await InstanceGroup.removeMembers(context, asked, [asked]);
      }
      const create = InstanceGroup.create(context, { uuid: canonical });
      await expect(create).rejects.toThrow(InstanceGroupExistsError);
      expect((await InstanceGroup.getByUuid(context, stored)).members).toEqual(['m1']);
    });
  });
});

forEachDialect('Groups whose uuids differ only in spelling', (harness) => {
  const SPELLED = [UUID, ...Object.values(SPELLINGS).slice(0, 3)];

  test.each(SPELLED)('are different groups; %s finds the one listed with it', async (uuid) => {
    const databases = await createMixed(harness);
    for (const [index, one] of SPELLED.entries()) {
      await place(
        databases,
        index % 2 ? 'before the move' : 'after the move',
        { uuid: one },
        index % 2,
      );
    }
    await using deployment = await open(databases);
    const context = deployment.adminContext();
    const group = await InstanceGroup.getByUuid(context, uuid);
    expect(group.uuid).toBe(uuid);
    await InstanceGroup.addMembers(context, uuid, ['m1']);
    const listed = await InstanceGroupList.getAll(context);
    expect(listed.filter(({ members }) => members.length > 0).map((one) => one.uuid)).toEqual([
      uuid,
    ]);
    await group.destroy();
    const left = (await InstanceGroupList.getAll(context)).map((one) => one.uuid);
    expect(left.sort()).toEqual(SPELLED.filter((one) => one !== uuid).sort());
    await expect(group.refresh()).rejects.toThrow(InstanceGroupNotFoundError);
  });
});

forEachDialect('A group whose uuid another project has in another spelling', (harness) => {
  test.each(PLACES)('is found by its own project in any spelling, %s', async (where) => {
    const databases = await createMixed(harness);
    const [own, capitals, digits] = [UUID, UUID.toUpperCase(), UUID.replaceAll('-', '')];
    const others = harness.testDialect.uniqueIgnoresCase ? [digits] : [digits, capitals];
    for (const uuid of others) {
      await place(databases, where, { uuid, projectId: 'other' });
    }
    await place(databases, where, { uuid: own, projectId: 'own' });
    await using deployment = await open(databases);
    const context = deployment.context({ userId: 'user', projectId: 'own' });
    for (const asked of [own, capitals, digits, `{${own}}`]) {
      expect((await InstanceGroup.getByUuid(context, asked)).uuid, asked).toBe(own);
    }
    const admin = deployment.adminContext();
    for (const uuid of others) {
      expect((await InstanceGroup.getByUuid(admin, uuid)).uuid).toBe(uuid);
    }
  });
});

forEachDialect('Pages of uuids in all spellings', (harness) => {
  /** Most collations sort them in another order than their bytes. */
  const uuids = ['0', '9', 'a', 'b', 'f'].flatMap((digit) => {
    const lower = `${digit.repeat(8)}-0000-4000-8000-0000000000aa`;
    const spellings = [lower, lower.toUpperCase(), lower.replaceAll('-', '')];
    return [...new Set([...spellings, lower.replaceAll('-', '').toUpperCase()])];
  });
  const byBytes = [...uuids].sort((left, right) =>
    Buffer.compare(Buffer.from(left), Buffer.from(right)),
  );

  /** Puts both cases of a letter into every database, but never those of one uuid: it may not be able to hold both. */
  const spread = async (): Promise<TestDeployment> => {
    const databases = await createMixed(harness);
    for (const [index, uuid] of uuids.entries()) {
      const pair = Math.floor(index / 2);
      const hasMoved = (index + pair) % 2 === 0;
      const where = PLACES[hasMoved ? 1 + (pair % 2) : 0];
      await place(databases, where ?? 'before the move', { uuid }, index % 2);
    }
    return databases;
  };

  test('hold each group once, in byte order', async () => {
    await using deployment = await open(await spread());
    const context = deployment.adminContext();
    for (const limit of [1, 2, 3, 7, 100]) {
      const iterated: string[] = [];
      for await (const { uuid } of InstanceGroupList.iterate(context, { batchSize: limit })) {
        iterated.push(uuid);
        expect(iterated.length).toBeLessThanOrEqual(uuids.length);
      }
      expect(iterated).toEqual(byBytes);
      const paged: string[] = [];
      for (;;) {
        const page = await InstanceGroupList.getAll(context, { limit, marker: paged.at(-1) });
        if (page.length === 0) break;
        paged.push(...page.map(({ uuid }) => uuid));
        expect(paged.length).toBeLessThanOrEqual(uuids.length);
      }
      expect(paged).toEqual(byBytes);
    }
  });

  test('continue after the bytes of a marker, whether its group exists, is gone or has another spelling', async () => {
    const databases = await createMixed(harness);
    const capitals = UUID.toUpperCase();
    const next = 'BBBBBBBB-0000-4000-8000-00000000ABCD';
    await databases.api.addGroups([{ uuid: capitals }, { uuid: next }]);
    await databases.cell.addGroups([{ uuid: UUID }]);
    await using deployment = await open(databases);
    const context = deployment.adminContext();
    const after = async (marker: string) =>
      (await InstanceGroupList.getAll(context, { marker })).map(({ uuid }) => uuid);
    expect(await after(capitals)).toEqual([next, UUID]);
    await (await InstanceGroup.getByUuid(context, capitals)).destroy();
    expect(await after(capitals)).toEqual([next, UUID]);
    expect(await after('AAAAAAAA-0000-4000-8000-00000000ABCE')).toEqual([next, UUID]);
    expect(await after(UUID)).toEqual([]);
  });

  test('compare texts that are no uuids as the databases do', async () => {
    const { holdsEmojis } = harness.testDialect;
    const emojis = holdsEmojis ? ['\u{1F600}'] : [];
    const texts = ['a', 'Z', '\u00E9', 'e\u0301', '\uFF5E', ...emojis, ''];
    const databases = await createMixed(harness);
    await databases.cell.addGroups(texts.map((uuid) => ({ uuid })));
    await databases.api.addGroups(texts.map((uuid) => ({ uuid: `${uuid}-` })));
    await using deployment = await open(databases);
    const iterated: string[] = [];
    const groups = InstanceGroupList.iterate(deployment.adminContext(), { batchSize: 2 });
    for await (const { uuid } of groups) iterated.push(uuid);
    const all = texts.flatMap((text) => [text, `${text}-`]);
    const bytes = (text: string) => Buffer.from(text);
    expect(iterated).toEqual(all.sort((left, right) => Buffer.compare(bytes(left), bytes(right))));
  });
});
