import { forEachDialect } from '@cellbridge/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PAIRS } from './exploration/casts.js';
import { openWorld } from './exploration/dialects/index.js';
import { exploreInOrder } from './exploration/in-order.js';
import type { World } from './exploration/world.js';

const HOUR = 3_600_000;

forEachDialect('orders of the steps', (harness) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(harness);
  });
  afterAll(() => world.dispose());

  test.each(PAIRS)(
    'the migrator and %s: in their order',
    { timeout: HOUR },
    async (name, actors) => {
      const label = `${harness.dialect}: the migrator and ${name}`;
      const limit = world.orders.inOrder;
      const explored = await exploreInOrder(world, label, { actors }, limit);
      expect(explored).toBeGreaterThanOrEqual(Math.min(limit, 6));
    },
  );
});
