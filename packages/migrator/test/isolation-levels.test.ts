import { InstanceGroup } from '@cellbridge/objects';
import { createDeployment, forEachServer } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { verifyDeployment } from '../src/index.js';
import { SET_DEFAULT_ISOLATION } from './dialects/default-isolation.js';
import { expectSound } from './support/content.js';
import { move, openDeployment } from './support/move.js';

/**
 * A server's default must not change what a transaction of ours sees, or how it waits. The last one is the usual one of
 * MySQL.
 */
forEachServer('Two migrators on a server with its own default isolation', (harness) => {
  test.each(['read committed', 'serializable', 'repeatable read'])(
    'and twenty adders of one member to each group lose nothing where it is %s',
    async (level) => {
      const databases = await createDeployment(harness, { cells: 2 });
      const { api, cells } = databases;
      for (const { raw } of [api, ...cells]) {
        await SET_DEFAULT_ISOLATION[harness.dialect]?.(raw, level);
      }
      const uuids: string[] = [];
      for (const cell of cells) {
        const seeds = Array.from({ length: 20 }, () => ({ members: ['own'] }));
        uuids.push(...(await cell.addGroups(seeds)).map(({ uuid }) => uuid));
      }
      await using deployment = await openDeployment(databases);
      const context = deployment.adminContext();
      const adders = Array.from({ length: 20 }, async () => {
        for (const uuid of uuids) {
          const members = await InstanceGroup.addMembers(context, uuid, ['same']);
          expect([...members].sort()).toEqual(['own', 'same']);
        }
      });
      await Promise.all([move(databases), move(databases), ...adders]);

      expect(await move(databases)).toMatchObject({ outcome: 'complete' });
      const groups = await api.groups();
      expect(groups.map(({ uuid }) => uuid)).toEqual(uuids.sort());
      for (const { members } of groups) expect(members).toEqual(['own', 'same']);
      await expectSound(databases);
      expect(await verifyDeployment(deployment)).toMatchObject({ outcome: 'clean' });
    },
  );
});
