import { forEachDialect, recordStatements, type TestDeployment } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { InstanceGroupList, InvalidInputError } from '../src/index.js';
import {
  addReceipt,
  createMixed,
  markComplete,
  moveGroup,
  open,
  PLACES,
  type Place,
  place,
} from './support/mixed.js';

const uuidOf = (number: number) => `5e0f0000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** Groups 1 to 9, each older than the one before; 3 and 4 have the same time, 9 has none. */
const GROUPS = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => ({
  uuid: uuidOf(number),
  projectId: number === 6 ? 'bank' : 'shop',
  members: [`member-${number}`],
  createdAt: number === 9 ? null : `2024-01-01 00:00:0${number === 4 ? 6 : 9 - number}.000000`,
}));
const IN_ORDER = [9, 8, 7, 6, 5, 3, 4, 2, 1].map(uuidOf);

forEachDialect('A page by offset', (harness) => {
  const uuids = (groups: Iterable<{ uuid: string }>) => [...groups].map(({ uuid }) => uuid);

  /** Puts each group into the cell of its turn. */
  const placeAll = async (whereOf: (index: number) => Place): Promise<TestDeployment> => {
    const databases = await createMixed(harness);
    for (const [index, group] of GROUPS.entries()) {
      await place(databases, whereOf(index), group, index % 2);
    }
    return databases;
  };

  test.each([
    ...PLACES.map((where) => [where, () => where] as const),
    ['in every place', (index: number) => PLACES[index % 3] as Place] as const,
  ])('is in creation order, %s', async (_, whereOf) => {
    const databases = await placeAll(whereOf);
    await using deployment = await open(databases);
    const admin = deployment.adminContext();
    for (const limit of [1, 2, 4, 9, 100]) {
      const collected: string[] = [];
      for (let offset = 0; offset < GROUPS.length; offset += limit) {
        const groups = await InstanceGroupList.getAll(admin, { limit, offset });
        expect(groups).toBeInstanceOf(InstanceGroupList);
        for (const { uuid, members } of groups) {
          expect(members).toEqual([`member-${Number(uuid.slice(-2))}`]);
        }
        collected.push(...uuids(groups));
      }
      expect(collected, `limit ${limit}`).toEqual(IN_ORDER);
    }
    expect(uuids(await InstanceGroupList.getAll(admin, { offset: 7 }))).toEqual(IN_ORDER.slice(7));
    expect(await InstanceGroupList.getAll(admin, { limit: 5, offset: 9 })).toHaveLength(0);
    expect(await InstanceGroupList.getAll(admin, { limit: 5, offset: 2 ** 53 - 1 })).toHaveLength(
      0,
    );
    const ofShop = IN_ORDER.filter((uuid) => uuid !== uuidOf(6));
    const shop = deployment.context({ userId: 'alice', projectId: 'shop' });
    for (const list of [
      await InstanceGroupList.getAll(shop, { limit: 3, offset: 2 }),
      await InstanceGroupList.getByProjectId(admin, 'shop', { limit: 3, offset: 2 }),
    ]) {
      expect(uuids(list)).toEqual(ofShop.slice(2, 5));
    }
    expect(await InstanceGroupList.getByProjectId(shop, 'bank', { offset: 0 })).toHaveLength(0);
  });

  test('repeats and skips nothing while groups move', async () => {
    const databases = await placeAll(() => 'before the move');
    await using deployment = await open(databases);
    const collected: string[] = [];
    for (const [index, group] of GROUPS.entries()) {
      const page = { limit: 1, offset: collected.length };
      collected.push(...uuids(await InstanceGroupList.getAll(deployment.adminContext(), page)));
      await moveGroup(databases, group, index % 2);
    }
    expect(collected).toEqual(IN_ORDER);
  });

  test('has a group that moves after the order was read and before the groups are', async () => {
    const databases = await placeAll(() => 'before the move');
    const [moving] = GROUPS;
    let moved: Promise<void> | undefined;
    await using deployment = await open(databases, {
      database: {
        intercept: async ({ text }) => {
          if (!text.includes('instance_group_member') || !moving) return;
          moved ??= moveGroup(databases, moving, 0);
          await moved;
        },
      },
    });
    const groups = await InstanceGroupList.getAll(deployment.adminContext(), {
      limit: 9,
      offset: 0,
    });
    expect(uuids(groups)).toEqual(IN_ORDER);
    expect(groups.at(-1)?.location).toEqual({ database: 'api' });
  });

  test('is full if a crash has left rows of destroyed groups in a cell', async () => {
    const databases = await createMixed(harness);
    for (const number of [1, 2, 3, 4, 5, 6]) {
      const [row] = await databases.cell.addGroups([{ uuid: uuidOf(number) }]);
      await addReceipt(databases.api, databases.cell, uuidOf(number), row?.id ?? 0);
    }
    await databases.cell.addGroups([{ uuid: uuidOf(7) }, { uuid: uuidOf(8) }]);
    await using deployment = await open(databases);
    const page = (offset: number) =>
      InstanceGroupList.getAll(deployment.adminContext(), { limit: 1, offset });
    expect(
      [...(await page(0)), ...(await page(1)), ...(await page(2))].map(({ uuid }) => uuid),
    ).toEqual([uuidOf(7), uuidOf(8)]);
  });

  test('costs two statements once the cells are complete', async () => {
    const databases = await placeAll(() => 'after the move');
    await markComplete(databases);
    const { statements, intercept } = recordStatements();
    await using deployment = await open(databases, { database: { intercept } });
    const page = { limit: 2, offset: 2 };
    // The first call also asks which columns exist.
    await InstanceGroupList.getAll(deployment.adminContext(), page);
    statements.length = 0;
    await InstanceGroupList.getAll(deployment.adminContext(), page);
    expect(statements).toHaveLength(2);
  });

  test('is refused with both a marker and an offset, or with an invalid offset', async () => {
    await using deployment = await open(await createMixed(harness));
    const pages = [
      { offset: 1, marker: uuidOf(1) },
      { offset: -1 },
      { offset: 0.5 },
      { offset: '1' },
    ];
    for (const page of pages) {
      const listed = InstanceGroupList.getAll(
        deployment.adminContext(),
        page as { offset: number },
      );
      await expect(listed, JSON.stringify(page)).rejects.toBeInstanceOf(InvalidInputError);
    }
  });
});
