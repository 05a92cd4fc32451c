import { randomUUID } from 'node:crypto';
import { Deployment, InstanceGroup } from '@cellbridge/objects';
import { createDeployment, forEachDialect, type RawDatabase } from '@cellbridge/testing';
import { describe, expect, test, vi } from 'vitest';
import { archive, purge } from './support/back-up.js';
import {
  alter,
  detailsOf,
  expectFound,
  move,
  moved,
  N,
  rename,
  verified,
} from './support/verification.js';

/** Later than any move of a test, and earlier than any. */
const FRESH = '2999-01-01 00:00:00.000000';
const STALE = '2001-01-01 00:00:00.000000';

const GROUP = 'instance_groups';
const POLICY = 'instance_group_policy';
const MEMBER = 'instance_group_member';

const STAMPS = [
  [GROUP, 'created_at'],
  [GROUP, 'updated_at'],
  [POLICY, 'created_at'],
  [POLICY, 'updated_at'],
  [MEMBER, 'created_at'],
  [MEMBER, 'updated_at'],
] as const;

const FIELDS = [
  [GROUP, 'name'],
  [GROUP, 'user_id'],
  [GROUP, 'project_id'],
  [POLICY, 'policy'],
] as const;

const ALL = [...FIELDS, ...STAMPS];

forEachDialect('verifyDeployment of a group that was altered by hand', (harness) => {
  test.each([FRESH, STALE])('names the time stamp %s, wherever it is', async (stamp) => {
    const { databases, uuids } = await moved(harness, N * STAMPS.length + 2);
    const planted = await alterEach(databases.api.raw, uuids, STAMPS, stamp);
    const { report } = await verified(databases, { batchSize: 7 });
    expectFound(report, 'different', planted);
    for (const details of detailsOf(report, 'different')) {
      expect(details).toMatch(
        /^Not as it moved at .*, and no recorded change says so: .*moved: .*; now: .*/,
      );
      expect(details).toContain(`"${stamp}"`);
    }
  });

  test('names another name, user, project and policy beside a fresh updated_at', async () => {
    const { databases, uuids } = await moved(harness, N * FIELDS.length + 2);
    const planted = await alterEach(databases.api.raw, uuids, FIELDS, 'damaged');
    await alter(databases.api.raw, planted, [GROUP, 'updated_at'], FRESH);
    const { report } = await verified(databases, { batchSize: 7 });
    expectFound(report, 'different', planted);
    for (const details of detailsOf(report, 'different')) {
      expect(details).toMatch(/\(moved: "[^"]+"; now: "damaged"\)/);
    }
  });

  test('names another policy whose row is fresh too', async () => {
    const { databases, uuids } = await moved(harness, N + 2);
    const planted = uuids.slice(0, N);
    await alter(databases.api.raw, planted, [POLICY, 'policy'], 'damaged');
    await alter(databases.api.raw, planted, [POLICY, 'created_at'], FRESH);
    expectFound((await verified(databases)).report, 'different', planted);
  });

  test('names planted rules', async () => {
    const { databases, uuids } = await moved(harness, N + 2);
    const planted = uuids.slice(0, N);
    await alter(databases.api.raw, planted, [POLICY, 'rules'], '{"max_server_per_host": 3}');
    const { report } = await verified(databases);
    expectFound(report, 'different', planted);
    for (const details of detailsOf(report, 'different')) {
      expect(details).toContain('rules (moved: none; now: {"max_server_per_host":3})');
    }
  });

  test('names rules that were changed, in a group that had some when it was absorbed', async () => {
    const databases = await createDeployment(harness);
    const seeds = Array.from({ length: N + 1 }, () => ({ uuid: randomUUID(), name: 'same' }));
    await databases.cell.addGroups(seeds);
    await databases.api.addGroups(
      seeds.map((seed) => ({ ...seed, rules: '{"max_server_per_host": 2}' })),
    );
    await move(databases);
    expect((await verified(databases)).report).toMatchObject({ outcome: 'clean' });
    const planted = seeds.slice(0, N).map(({ uuid }) => uuid);
    await alter(databases.api.raw, planted, [POLICY, 'rules'], '{"max_server_per_host": 9}');
    expectFound((await verified(databases)).report, 'different', planted);
  });

  test('takes rules for the same, whether their values are strings or numbers', async () => {
    const databases = await createDeployment(harness);
    const seeds = [
      { uuid: randomUUID(), rules: '{"max_server_per_host": 2}' },
      { uuid: randomUUID(), rules: '{"max_server_per_host": "2"}' },
    ];
    await databases.cell.addGroups(seeds);
    await databases.api.addGroups(seeds);
    await move(databases);
    const [numbers, strings] = seeds;
    await alter(databases.api.raw, [`${numbers?.uuid}`], [POLICY, 'rules'], `${strings?.rules}`);
    await alter(databases.api.raw, [`${strings?.uuid}`], [POLICY, 'rules'], `${numbers?.rules}`);
    const { report } = await verified(databases);
    expect(report).toMatchObject({ outcome: 'clean', totals: { compared: 2, changed: 0 } });
  });

  test('takes a change of such a group through the objects for one', async () => {
    const databases = await createDeployment(harness);
    const uuid = randomUUID();
    await databases.cell.addGroups([{ uuid, name: 'same' }]);
    await databases.api.addGroups([{ uuid, name: 'same', rules: '{"max_server_per_host": 2}' }]);
    await move(databases);
    await save(databases.api.url, uuid, { name: 'another' });
    const { report } = await verified(databases);
    expect(report).toMatchObject({ outcome: 'clean', findings: [], totals: { changed: 1 } });
  });

  test('cannot tell whether rules were planted where the cell never knew them', async () => {
    const databases = await createDeployment(harness);
    const uuid = randomUUID();
    const seed = { uuid, name: 'same', updatedAt: STALE };
    await databases.cell.addGroups([seed]);
    await databases.api.addGroups([{ ...seed, rules: '{"max_server_per_host": 2}' }]);
    await move(databases);
    await save(databases.api.url, uuid, { name: 'another' });
    const { report } = await verified(databases);
    expect(report).toMatchObject({ outcome: 'undecided', findings: [], totals: { undecided: 1 } });
    expect(report.undecidedGroups[0]?.details).toMatch(/^It has rules, .* that nobody recorded/);
  });

  test('tells the field that was changed through the objects from the one that was not', async () => {
    const { databases, uuids } = await moved(harness, 3);
    const [uuid = ''] = uuids;
    await save(databases.api.url, uuid, { name: 'another' });
    expect((await verified(databases)).report).toMatchObject({ outcome: 'clean' });
    await rename(databases.api.raw, [uuid], 'project_id');
    const { report } = await verified(databases);
    expectFound(report, 'different', [uuid]);
    expect(detailsOf(report, 'different').join()).toContain(
      'projectId (moved: "project"; now: "damaged")',
    );
    expect(detailsOf(report, 'different').join()).not.toContain('another');
  });

  describe('where Nova has archived the rows of the cell', () => {
    test('names whatever was altered, and what it was', async () => {
      const { databases, uuids } = await moved(harness, N * ALL.length + 2);
      await archive(databases.cell.raw);
      const planted = await alterEach(databases.api.raw, uuids, ALL, FRESH);
      const { report } = await verified(databases, { batchSize: 7 });
      expectFound(report, 'different', planted);
      for (const details of detailsOf(report, 'different')) {
        expect(details).toMatch(/moved: .*; now: .*"2999-/);
      }
    });

    test('names planted rules beside a change through the objects', async () => {
      const { databases, uuids } = await moved(harness, 2);
      await archive(databases.cell.raw);
      await plantRules(databases.api, uuids[0] ?? '');
      const { report } = await verified(databases);
      expectFound(report, 'different', uuids.slice(0, 1));
    });
  });

  describe('where Nova has archived and purged them', () => {
    test('names whatever was altered', async () => {
      const { databases, uuids } = await moved(harness, N * ALL.length + 2);
      await archive(databases.cell.raw);
      await purge(databases.cell.raw);
      const planted = await alterEach(databases.api.raw, uuids, ALL, FRESH);
      expectFound((await verified(databases, { batchSize: 7 })).report, 'different', planted);
    });

    test('names planted rules beside a change through the objects', async () => {
      const { databases, uuids } = await moved(harness, 2);
      await archive(databases.cell.raw);
      await purge(databases.cell.raw);
      await plantRules(databases.api, uuids[0] ?? '');
      expectFound((await verified(databases)).report, 'different', uuids.slice(0, 1));
    });

    test('takes a change through the objects for one', async () => {
      const { databases, uuids } = await moved(harness, 2);
      await archive(databases.cell.raw);
      await purge(databases.cell.raw);
      const [renamed = '', shrunk = ''] = uuids;
      await save(databases.api.url, renamed, { name: 'another', policies: ['affinity'] });
      await save(databases.api.url, shrunk, { members: [] });
      const { report } = await verified(databases);
      expect(report).toMatchObject({ outcome: 'clean', findings: [] });
      expect(report.totals).toMatchObject({ changed: 2, undecided: 0, unproved: 2 });
    });
  });

  test('believes no clock: a service whose clock is slow or fast has changed what it changed', async () => {
    const { databases, uuids } = await moved(harness, 2);
    for (const [index, offset] of [-300_000, 300_000].entries()) {
      const now = Date.now();
      vi.spyOn(Date, 'now').mockImplementation(() => now + offset);
      await save(databases.api.url, uuids[index] ?? '', {
        name: 'another',
        policies: ['affinity'],
        members: [randomUUID()],
      });
      vi.restoreAllMocks();
    }
    const { report } = await verified(databases);
    expect(report).toMatchObject({ outcome: 'clean', findings: [], totals: { changed: 2 } });
  });
});

/** Alters each column in N groups, and gives the uuids of all of them. */
async function alterEach(
  raw: RawDatabase,
  uuids: readonly string[],
  columns: readonly (readonly [table: string, column: string])[],
  value: string,
): Promise<string[]> {
  for (const [index, column] of columns.entries()) {
    await alter(raw, uuids.slice(N * index, N * (index + 1)), column, value);
  }
  return uuids.slice(0, N * columns.length);
}

async function save(
  api: string,
  uuid: string,
  changes: { name?: string; policies?: string[]; members?: string[] },
): Promise<void> {
  await using deployment = await Deployment.open({ api });
  const group = await InstanceGroup.getByUuid(deployment.adminContext(), uuid);
  Object.assign(group, changes);
  await group.save();
}

/** Renames a group through the objects, and plants rules in it by hand. */
async function plantRules(api: { url: string; raw: RawDatabase }, uuid: string): Promise<void> {
  await save(api.url, uuid, { name: 'another' });
  await alter(api.raw, [uuid], [POLICY, 'rules'], '{"max_server_per_host": 3}');
}
