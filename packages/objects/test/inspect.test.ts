import { inspect } from 'node:util';
import { forEachDialect } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { InstanceGroup, InstanceGroupList } from '../src/index.js';
import { createMixed, open } from './support/mixed.js';

forEachDialect('What console.log shows', (harness) => {
  test('for a group: its fields with their changes, and its place', async () => {
    await using deployment = await open(await createMixed(harness));
    const context = deployment.adminContext();
    const given = { name: 'web', policy: 'affinity', members: ['m1'] };
    const group = await InstanceGroup.create(context, given);
    group.name = 'new';
    const shown = inspect(group);
    expect(shown).toMatch(/^InstanceGroup \{/);
    for (const part of [
      `id: ${group.id}`,
      `uuid: '${group.uuid}'`,
      "name: 'new'",
      "policies: [ 'affinity' ]",
      "members: [ 'm1' ]",
      "location: { database: 'api' }",
    ]) {
      expect(shown).toContain(part);
    }
    expect(inspect({ deep: { deeper: { deepest: group } } })).toContain('[InstanceGroup]');
    const all = await InstanceGroupList.getAll(context);
    expect(inspect(all)).toMatch(/^InstanceGroupList\(\d+\) \[\s+InstanceGroup \{/);
  });
});
