import { forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { beforeEach, expect, test } from 'vitest';
import { InstanceGroupList, type PageOptions } from '../src/index.js';
import { addReceipt, createMixed, isForCell, open, PLACES, place } from './support/mixed.js';

const uuidOf = (number: number) => `5e0f0000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** Groups 1 to 9: created in the reverse order of the uuids, spread over places and cells. */
const NUMBERS = [1, 2, 3, 4, 5, 6, 7, 8, 9];

forEachDialect('A list', (harness) => {
  let databases: TestDeployment;
  beforeEach(async () => {
    databases = await createMixed(harness);
    for (const number of NUMBERS) {
      const where = PLACES[number % 3] ?? 'after the move';
      const group = {
        uuid: uuidOf(number),
        projectId: number === 9 ? 'bank' : 'shop',
        userId: number > 6 ? 'bob' : 'alice',
        policies: ['affinity', 'soft-affinity'],
        members: ['m1', 'm2', 'm3'],
        createdAt: `2024-01-01 00:00:0${9 - number}.000000`,
      };
      await place(databases, where, group, number % 2);
    }
    await databases.cell.addGroups([{ uuid: uuidOf(10), deleted: true }]);
  });

  const uuids = (groups: Iterable<{ uuid: string }>) => [...groups].map(({ uuid }) => uuid);
  const upTo = (last: number) => NUMBERS.slice(0, last).map(uuidOf);

  test('has each group once, complete, oldest first', async () => {
    await using deployment = await open(databases);
    const groups = await InstanceGroupList.getAll(deployment.adminContext());
    expect(uuids(groups)).toEqual(upTo(9).reverse());
    expect(groups.unavailableCells).toEqual([]);
    for (const group of groups) {
      expect(group.policies.sort()).toEqual(['affinity', 'soft-affinity']);
      expect(group.members.sort()).toEqual(['m1', 'm2', 'm3']);
    }
    expect(groups.map(({ uuid }) => uuid)).toBeInstanceOf(Array);
  });

  test('can be limited to a project, for those who may see it', async () => {
    await using deployment = await open(databases);
    const admin = deployment.adminContext();
    expect(uuids(await InstanceGroupList.getByProjectId(admin, 'bank'))).toEqual([uuidOf(9)]);
    const shop = deployment.context({ userId: 'alice', projectId: 'shop' });
    expect(uuids(await InstanceGroupList.getAll(shop))).toEqual(upTo(8).reverse());
    expect(uuids(await InstanceGroupList.getByProjectId(shop, 'shop'))).toHaveLength(8);
    expect(uuids(await InstanceGroupList.getByProjectId(shop, 'bank'))).toEqual([]);
  });

  test.each([1, 2, 3, 5, 8, 9, 100])('comes in pages of %i, by uuid', async (limit) => {
    await using deployment = await open(databases);
    const admin = deployment.adminContext();
    const collected: string[] = [];
    const page: PageOptions & { marker?: string } = { limit };
    for (;;) {
      const groups = await InstanceGroupList.getAll(admin, page);
      expect(groups.length).toBeLessThanOrEqual(limit);
      const last = groups.at(-1);
      if (!last) break;
      collected.push(...uuids(groups));
      page.marker = last.uuid;
    }
    expect(collected).toEqual(upTo(9));
    const iterated: string[] = [];
    for await (const { uuid } of InstanceGroupList.iterate(admin, { batchSize: limit })) {
      iterated.push(uuid);
    }
    expect(iterated).toEqual(upTo(9));
  });

  test('continues after a marker, which need not be a group, also without a limit', async () => {
    await using deployment = await open(databases);
    const marker = uuidOf(5);
    const admin = deployment.adminContext();
    expect(uuids(await InstanceGroupList.getAll(admin, { marker }))).toEqual(upTo(9).slice(5));
    const between = '5e0f0000-0000-4000-8000-00000000000f';
    expect(await InstanceGroupList.getAll(admin, { marker: between })).toHaveLength(0);
  });

  test('can be iterated for one project', async () => {
    await using deployment = await open(databases);
    const iterated: string[] = [];
    const groups = InstanceGroupList.iterate(deployment.adminContext(), {
      projectId: 'shop',
      batchSize: 3,
    });
    for await (const { uuid } of groups) iterated.push(uuid);
    expect(iterated).toEqual(upTo(8));
  });

  test('is counted for a quota, each group once', async () => {
    await using deployment = await open(databases);
    const admin = deployment.adminContext();
    expect(await InstanceGroupList.getCounts(admin, 'shop')).toEqual({
      project: { serverGroups: 8 },
    });
    expect(await InstanceGroupList.getCounts(admin, 'shop', 'bob')).toEqual({
      project: { serverGroups: 8 },
      user: { serverGroups: 2 },
    });
    expect(await InstanceGroupList.getCounts(admin, 'none', 'bob')).toEqual({
      project: { serverGroups: 0 },
      user: { serverGroups: 0 },
    });
  });

  test('keeps one group of a uuid that is live in two cells: that of the first', async () => {
    const [first, second] = databases.cells;
    await first?.addGroups([{ uuid: uuidOf(20), name: 'first', createdAt: null }]);
    await second?.addGroups([{ uuid: uuidOf(20), name: 'second', createdAt: null }]);
    await using deployment = await open(databases);
    const admin = deployment.adminContext();
    const [group] = await InstanceGroupList.getAll(admin);
    expect(group).toMatchObject({ uuid: uuidOf(20), name: 'first', createdAt: null });
    expect(await InstanceGroupList.getAll(admin)).toHaveLength(10);
    expect(await InstanceGroupList.getAll(admin, { limit: 100 })).toHaveLength(10);
    const counts = await InstanceGroupList.getCounts(admin, 'project');
    expect(counts).toEqual({ project: { serverGroups: 1 } });
  });
});

forEachDialect(
  'A page after a crash that has left rows of destroyed groups in a cell',
  (harness) => {
    test.each([1, 2, 3, 4, 100])('of %i is full, and skips nothing after them', async (limit) => {
      const databases = await createMixed(harness);
      const group = (number: number) => ({ uuid: uuidOf(number) });
      for (const number of [1, 2, 3, 5, 6, 7]) {
        const [row] = await databases.cell.addGroups([group(number)]);
        await addReceipt(databases.api, databases.cell, uuidOf(number), row?.id ?? 0);
      }
      await databases.cell.addGroups([group(4), group(8)]);
      await databases.cells[1]?.addGroups([group(9)]);
      await databases.api.addGroups([group(10), group(11)]);
      await using deployment = await open(databases);
      const left = [4, 8, 9, 10, 11].map(uuidOf);
      const collected: string[] = [];
      for (;;) {
        const page = { limit, marker: collected.at(-1) };
        const groups = await InstanceGroupList.getAll(deployment.adminContext(), page);
        expect(groups).toHaveLength(Math.min(limit, left.length - collected.length));
        if (groups.length === 0) break;
        collected.push(...groups.map(({ uuid }) => uuid));
      }
      expect(collected).toEqual(left);
    });
  },
);

forEachDialect('Iterating over all groups', (harness) => {
  /** Returns how many groups were read at once, page by page; the last page may be empty. */
  const pagesOf = async (databases: TestDeployment, batchSize?: number) => {
    const seen: string[] = [];
    const starts: number[] = [];
    await using deployment = await open(databases, {
      database: {
        intercept: (statement) => {
          const isList = /select .* from .instance_groups. .*order by .*uuid/i.test(statement.text);
          if (isList && !isForCell(databases, statement)) starts.push(seen.length);
        },
      },
    });
    const context = deployment.adminContext();
    const options = batchSize === undefined ? {} : { batchSize };
    for await (const { uuid } of InstanceGroupList.iterate(context, options)) seen.push(uuid);
    expect(new Set(seen).size).toBe(seen.length);
    const ends = [...starts.slice(1), seen.length];
    return { seen, sizes: ends.map((end, index) => end - (starts[index] ?? 0)) };
  };

  test('reads few at once if they have many members', async () => {
    const databases = await createMixed(harness);
    const members = Array.from({ length: 2_000 }, (_, index) => `member-${index}`);
    await databases.api.addGroups(Array.from({ length: 12 }, () => ({ members })));
    await databases.cell.addGroups(Array.from({ length: 12 }, () => ({ members })));
    const { seen, sizes } = await pagesOf(databases);
    expect(seen).toHaveLength(24);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(5);
  });

  test('reads more and more at once if they have few, up to batchSize', async () => {
    const databases = await createMixed(harness);
    await databases.api.addGroups(Array.from({ length: 900 }, () => ({ members: ['m1'] })));
    const all = await pagesOf(databases);
    expect(all.seen).toHaveLength(900);
    expect(all.sizes).toEqual([4, 16, 64, 256, 500, 60]);
    expect((await pagesOf(databases, 100)).sizes.slice(0, 4)).toEqual([4, 16, 64, 100]);
    expect((await pagesOf(databases, 2)).sizes[0]).toBe(2);
  });

  test('reads fewer again when it comes to groups with many members', async () => {
    const databases = await createMixed(harness);
    const members = Array.from({ length: 2_000 }, (_, index) => `member-${index}`);
    await databases.api.addGroups(
      Array.from({ length: 40 }, (_, index) => ({
        uuid: uuidOf(index),
        members: index < 20 ? [] : members,
      })),
    );
    const { seen, sizes } = await pagesOf(databases, 16);
    expect(seen).toHaveLength(40);
    expect(sizes.slice(0, 3)).toEqual([4, 16, 16]);
    expect(Math.max(...sizes.slice(3))).toBeLessThanOrEqual(5);
  });
});
