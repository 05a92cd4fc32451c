import { proof, useHarness } from '@cellbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PAIRS } from './exploration/casts.js';
import { openWorld } from './exploration/dialects/index.js';
import { exploreInOrder, MOST } from './exploration/in-order.js';
import type { World } from './exploration/world.js';

const HOUR = 3_600_000;

describe('orders of the steps, on sqlite', () => {
  const harness = useHarness('sqlite');
  let world: World;
  beforeAll(async () => {
    world = await openWorld(harness);
  });
  afterAll(() => world.dispose());

  test.each(PAIRS)(
    'the migrator and %s: in their order',
    { timeout: HOUR },
    async (name, actors) => {
      const limit = proof(30, MOST);
      const explored = await exploreInOrder(world, `the migrator and ${name}`, actors, limit);
      expect(explored).toBeGreaterThan(5);
    },
  );
});
