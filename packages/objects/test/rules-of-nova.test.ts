import { forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { InstanceGroup, InstanceGroupList } from '../src/index.js';
import { createMixed, open } from './support/mixed.js';

const UUID = '5e0f0000-0000-4000-8000-00000000000a';
const OTHER = '5e0f0000-0000-4000-8000-00000000000b';

forEachDialect('The rules of a group', (harness) => {
  const withRules = async (rules: string): Promise<TestDeployment> => {
    const databases = await createMixed(harness);
    await databases.api.addGroups([{ uuid: UUID, policies: ['anti-affinity'], rules }]);
    return databases;
  };
  const storedRules = async ({ api }: TestDeployment) => {
    const rows = await api.rows('instance_group_policy');
    return rows.map(({ rules }) => (typeof rules === 'string' ? JSON.parse(rules) : rules));
  };

  describe.each([
    ['as Nova writes them', '{"max_server_per_host": "3"}'],
    ['as an earlier release wrote them', '{"max_server_per_host":3}'],
  ])('%s', (_, stored) => {
    test('are numbers', async () => {
      await using deployment = await open(await withRules(stored));
      const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
      expect(group.rules).toEqual({ max_server_per_host: 3 });
    });

    test('stay when something else is saved', async () => {
      const databases = await withRules(stored);
      await using deployment = await open(databases);
      const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
      group.name = 'web tier';
      await group.save();
      expect(await storedRules(databases)).toEqual([JSON.parse(stored)]);
      expect(group.rules).toEqual({ max_server_per_host: 3 });
    });

    test('are written like Nova does with new policies', async () => {
      const databases = await withRules(stored);
      await using deployment = await open(databases);
      const group = await InstanceGroup.getByUuid(deployment.adminContext(), UUID);
      group.policies = ['soft-anti-affinity'];
      await group.save();
      expect(await storedRules(databases)).toEqual([{ max_server_per_host: '3' }]);
      expect(group.rules).toEqual({ max_server_per_host: 3 });
    });
  });

  test('are written like Nova does: their values are strings', async () => {
    const databases = await createMixed(harness);
    await using deployment = await open(databases);
    const group = await InstanceGroup.create(deployment.adminContext(), {
      policies: ['anti-affinity'],
      rules: { max_server_per_host: 3 },
    });
    expect(await storedRules(databases)).toEqual([{ max_server_per_host: '3' }]);
    group.rules = { max_server_per_host: 4 };
    await group.save();
    expect(await storedRules(databases)).toEqual([{ max_server_per_host: '4' }]);
    expect(group.rules).toEqual({ max_server_per_host: 4 });
  });

  test.each([
    ['no JSON', {}],
    ['["max_server_per_host"]', {}],
    [
      '{"max_server_per_host": "3", "later": "often", "": 1, "list": [1]}',
      { max_server_per_host: 3 },
    ],
  ])('that are unreadable, %s, break no list and are not overwritten', async (text, rules) => {
    const databases = await withRules(text);
    await databases.api.addGroups([{ uuid: OTHER }]);
    await using deployment = await open(databases);
    const context = deployment.adminContext();
    expect(await InstanceGroupList.getAll(context)).toHaveLength(2);
    const group = await InstanceGroup.getByUuid(context, UUID);
    expect(group.rules).toEqual(rules);
    group.name = 'web tier';
    await group.save();
    group.policies = ['affinity'];
    await expect(group.save()).rejects.toThrow('are not a JSON object of whole numbers');
    const [{ rules: stored } = {}] = await databases.api.rows('instance_group_policy');
    expect(stored).toBe(text);
  });
});
