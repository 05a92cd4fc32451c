import { forEachDialect } from '@cellbridge/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exploreAtRandom } from './exploration/at-random.js';
import { openWorld } from './exploration/dialects/index.js';
import { exploreInOrder } from './exploration/in-order.js';
import { movedAndTold, moveTheRestLater, REVERSALS } from './exploration/reversals.js';
import type { World } from './exploration/world.js';

const HOUR = 3_600_000;

forEachDialect('orders of the steps', (harness) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(harness);
  });
  afterAll(() => world.dispose());

  test.each(REVERSALS)('a reversal and %s', { timeout: HOUR }, async (name, actors) => {
    const label = `${harness.dialect}: a reversal and ${name}`;
    const play = { actors, before: movedAndTold, lastRun: moveTheRestLater };
    const { random, services } = world.orders;
    await exploreAtRandom(world, label, play, random);
    // Of the many steps on a server, the first orders would show little.
    if (world.server) return;
    expect(await exploreInOrder(world, label, play, services)).toBeGreaterThan(0);
  });
});
