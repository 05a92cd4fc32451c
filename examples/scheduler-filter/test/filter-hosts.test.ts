import { Deployment, InstanceGroup } from '@cellbridge/objects';
import {
  createDeployment,
  forEachDialect,
  type Harness,
  type TestDeployment,
} from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { filterHosts } from '../src/filter-hosts.js';
import { weighHosts } from '../src/weigh-hosts.js';

const UUID = '5e0f0000-0000-4000-8000-000000000001';
const HOSTS = ['host1', 'host2', 'host3', 'host4'];
const MEMBERS = ['one', 'two', 'three', 'four', 'gone', 'soft', 'hidden', 'coming'];

/** Two members on host1, one on host2, one on host4 in another cell; on host3 only such as do not count. */
async function createDatabases(harness: Harness): Promise<TestDeployment> {
  const databases = await createDeployment(harness, { cells: 2, madeBy: 'adopted' });
  const [first, second] = databases.cells;
  await first?.addInstances([
    { uuid: 'one', host: 'host1', vmState: 'active' },
    { uuid: 'two', host: 'host1', vmState: null },
    { uuid: 'three', host: 'host2', vmState: 'stopped' },
    { uuid: 'gone', host: 'host3', vmState: 'deleted', deleted: true },
    { uuid: 'soft', host: 'host3', vmState: 'soft-delete' },
    { uuid: 'hidden', host: 'host3', vmState: 'active', hidden: true },
    { uuid: 'no member', host: 'host3' },
  ]);
  await second?.addInstances([{ uuid: 'four', host: 'host4', vmState: 'active' }]);
  await databases.api.addInstanceMappings([{ instanceUuid: 'coming', cellUuid: null }]);
  return databases;
}

forEachDialect('A host', (harness) => {
  const withGroup = async (
    place: 'cell' | 'API database',
    group: { policies: string[]; members?: string[]; rules?: string },
    use: (group: InstanceGroup) => Promise<void>,
  ) => {
    const databases = await createDatabases(harness);
    const { rules = null, ...seed } = { uuid: UUID, members: MEMBERS, ...group };
    if (place === 'cell') await databases.cell.addGroups([seed]);
    else await databases.api.addGroups([{ ...seed, rules }]);
    await using deployment = await Deployment.open({ api: databases.api.url });
    await use(await InstanceGroup.getByUuid(deployment.adminContext(), UUID));
  };

  describe.each(['cell', 'API database'] as const)(
    'for an instance of a group in the %s',
    (place) => {
      const within = (
        group: { policies: string[]; members?: string[] },
        use: (group: InstanceGroup) => Promise<void>,
      ) => withGroup(place, group, use);

      test('has to hold a member, with affinity', () =>
        within({ policies: ['affinity'] }, async (group) => {
          expect(await filterHosts(group, HOSTS)).toEqual(['host1', 'host2', 'host4']);
          expect(await filterHosts(group, ['host3'])).toEqual([]);
          expect(await filterHosts(group, ['host4', 'host3'])).toEqual(['host4']);
        }));

      test('may be any, with affinity, for the first instance that counts', () =>
        within({ policies: ['affinity'], members: ['gone', 'coming'] }, async (group) => {
          expect(await filterHosts(group, HOSTS)).toEqual(HOSTS);
        }));

      test('must hold no member, with anti-affinity', () =>
        within({ policies: ['anti-affinity'] }, async (group) => {
          expect(await filterHosts(group, HOSTS)).toEqual(['host3']);
          expect(await filterHosts(group, ['host1', 'host2'])).toEqual([]);
          expect(await filterHosts(group, HOSTS, 'coming')).toEqual(['host3']);
        }));

      test('passes, with anti-affinity, if the instance runs there already', () =>
        within({ policies: ['anti-affinity'] }, async (group) => {
          expect(await filterHosts(group, HOSTS, 'three')).toEqual(['host2', 'host3']);
          expect(await filterHosts(group, HOSTS, 'one'), 'beside two').toEqual(['host1', 'host3']);
          expect(await filterHosts(group, HOSTS, 'four')).toEqual(['host3', 'host4']);
          expect(await filterHosts(group, HOSTS, 'no member')).toEqual(['host3']);
        }));

      test.each(['soft-affinity', 'soft-anti-affinity', 'legacy'])(
        'is not filtered with %s',
        (policy) =>
          within({ policies: [policy] }, async (group) => {
            expect(await filterHosts(group, HOSTS)).toEqual(HOSTS);
          }),
      );

      test('is better the more members it holds, with soft-affinity', () =>
        within({ policies: ['soft-affinity'] }, async (group) => {
          expect(await weighHosts(group, HOSTS)).toEqual(['host1', 'host2', 'host4', 'host3']);
        }));

      test('is better the fewer members it holds, with soft-anti-affinity', () =>
        within({ policies: ['soft-anti-affinity'] }, async (group) => {
          expect(await weighHosts(group, HOSTS)).toEqual(['host3', 'host2', 'host4', 'host1']);
        }));

      test.each(['affinity', 'anti-affinity', 'legacy'])('is not weighed with %s', (policy) =>
        within({ policies: [policy] }, async (group) => {
          expect(await weighHosts(group, HOSTS)).toEqual(HOSTS);
        }),
      );

      test('is any, for an instance of no group', async () => {
        expect(await filterHosts(undefined, HOSTS)).toEqual(HOSTS);
        expect(await weighHosts(undefined, HOSTS)).toEqual(HOSTS);
      });
    },
  );

  test.each([
    [1, ['host3']],
    [2, ['host2', 'host3', 'host4']],
    [3, HOSTS],
  ])('may hold members, with anti-affinity and max_server_per_host %i', async (most, passing) => {
    const rules = JSON.stringify({ max_server_per_host: most });
    await withGroup('API database', { policies: ['anti-affinity'], rules }, async (group) => {
      expect(await filterHosts(group, HOSTS)).toEqual(passing);
    });
  });
});
