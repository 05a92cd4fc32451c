import { createDeployment, forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { InstanceGroup, InstanceGroupList } from '../src/index.js';
import { STORED_TIMESTAMPS } from './dialects/stored-timestamps.js';
import { open } from './support/mixed.js';

const uuidOf = (number: number) =>
  `5e0f0000-0000-4000-8000-${String(100 - number).padStart(12, '0')}`;

forEachDialect('Creation order', (harness) => {
  const stored = STORED_TIMESTAMPS[harness.dialect];

  /** Creates a group for each timestamp, the oldest with the highest id and uuid. */
  const filled = async (placeOf: (number: number) => 'api' | 'cell'): Promise<TestDeployment> => {
    const databases = await createDeployment(harness);
    for (const [number, value] of [...stored.entries()].reverse()) {
      const database = databases[placeOf(number)];
      await database.addGroups([{ uuid: uuidOf(number), name: 'web', members: ['m1'] }]);
      await database.raw.query(
        `UPDATE instance_groups SET created_at = ${value} WHERE uuid = ?`,
        uuidOf(number),
      );
    }
    return databases;
  };

  test('follows the timestamps as they read, also in pages by offset', async () => {
    await using deployment = await open(await filled((number) => (number % 2 ? 'api' : 'cell')));
    const context = deployment.adminContext();
    const list = await InstanceGroupList.getAll(context);
    const whole = [...list].map(({ uuid, createdAt }) => ({ uuid, createdAt }));
    for (const limit of [1, 2, 4, 100]) {
      const paged: string[] = [];
      for (let offset = 0; offset < stored.length; offset += limit) {
        const page = await InstanceGroupList.getAll(context, { limit, offset });
        paged.push(...[...page].map(({ uuid }) => uuid));
      }
      expect(paged, `pages of ${limit}`).toEqual(whole.map(({ uuid }) => uuid));
    }
  });

  test.each(['api', 'cell'] as const)(
    'decides which group of a name, or of an instance, is the oldest, %s',
    async (place) => {
      await using deployment = await open(await filled(() => place));
      const context = deployment.adminContext();
      const left = [...(await InstanceGroupList.getAll(context))].map(({ uuid }) => uuid);
      for (const uuid of left) {
        expect((await InstanceGroup.getByName(context, 'web')).uuid).toBe(uuid);
        const group = await InstanceGroup.getByInstanceUuid(context, 'm1');
        expect(group.uuid).toBe(uuid);
        await group.destroy();
      }
    },
  );
});
