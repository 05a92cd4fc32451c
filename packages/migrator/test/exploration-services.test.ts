import { proof, useHarness } from '@cellbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NEWCOMERS, SERVICES } from './exploration/casts.js';
import { openWorld } from './exploration/dialects/index.js';
import { exploreInOrder, MOST } from './exploration/in-order.js';
import type { World } from './exploration/world.js';

const HOUR = 3_600_000;

describe('orders of the steps of services, on sqlite', () => {
  const harness = useHarness('sqlite');
  let world: World;
  beforeAll(async () => {
    world = await openWorld(harness);
  });
  afterAll(() => world.dispose());

  test.each([...SERVICES, ...NEWCOMERS])(
    '%s: in their order',
    { timeout: HOUR },
    async (name, actors) => {
      expect(await exploreInOrder(world, name, actors, proof(10, MOST))).toBeGreaterThan(0);
    },
  );
});
