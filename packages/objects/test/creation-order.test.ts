import { createDeployment, forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { InstanceGroup, InstanceGroupList } from '../src/index.js';
import { open } from './support/mixed.js';

/** Timestamps in the order in which they read, as each kind of database can hold them. */
const STORED = {
  sqlite: [
    'NULL',
    "'2010-01-01 00:00:00.000000'",
    "'2012-01-01T00:00:00'",
    "'2012-01-01 00:00:01.000000'",
    "'2016-08-23 09:00:00+02:00'",
    "'2016-08-23 08:00:00.000000'",
    "'2016-08-23T09:00:00Z'",
    "'2016-08-23 09:00:00.000001'",
    "x'323031362d30382d32332031303a30303a30302e303030303030'",
    '1471986552',
    "'2016-08-23 21:09:12.000001'",
    '2457624.5',
    "'2016-08-23 12:00:00'",
    "'2020-01-01 00:00:00.000000'",
    "'unknown'",
  ],
  postgresql: [
    'NULL',
    "'-infinity'",
    "'0044-03-15 12:00:00 BC'",
    "'2010-01-01 00:00:00'",
    "'2010-01-01 00:00:00.5'",
    "'2020-01-01 00:00:00'",
    "'infinity'",
  ],
};

const uuidOf = (number: number) =>
  `5e0f0000-0000-4000-8000-${String(100 - number).padStart(12, '0')}`;

forEachDialect('Creation order', (harness) => {
  const stored = STORED[harness.dialect];

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
