import { forEachDialect } from '@cellbridge/testing';
import { afterAll, beforeAll, test } from 'vitest';
import { exploreAtRandom } from './exploration/at-random.js';
import { PAIRS, TRIOS } from './exploration/casts.js';
import { openWorld } from './exploration/dialects/index.js';
import type { World } from './exploration/world.js';

const HOUR = 3_600_000;

forEachDialect('orders of the steps', (harness) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(harness);
  });
  afterAll(() => world.dispose());

  test.each([...PAIRS, ...TRIOS])(
    'the migrator and %s: picked at random',
    { timeout: HOUR },
    async (name, actors) => {
      const label = `${harness.dialect}: the migrator and ${name}`;
      await exploreAtRandom(world, label, { actors }, world.orders.random);
    },
  );
});
