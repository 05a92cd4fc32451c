import { forEachDialect } from '@cellbridge/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exploreAtRandom } from './exploration/at-random.js';
import { NEWCOMERS, SERVICES } from './exploration/casts.js';
import { openWorld } from './exploration/dialects/index.js';
import { exploreInOrder } from './exploration/in-order.js';
import type { World } from './exploration/world.js';

const HOUR = 3_600_000;

forEachDialect('orders of the steps of services', (harness) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(harness);
  });
  afterAll(() => world.dispose());

  test.each([...SERVICES, ...NEWCOMERS])('%s', { timeout: HOUR }, async (name, actors) => {
    const label = `${harness.dialect}: ${name}`;
    const { services: limit } = world.orders;
    // Of the many steps on a server, the first orders would show little.
    if (world.server) return await exploreAtRandom(world, label, { actors }, limit);
    expect(await exploreInOrder(world, label, { actors }, limit)).toBeGreaterThan(0);
  });
});
