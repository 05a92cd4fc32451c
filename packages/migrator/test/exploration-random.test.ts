import { forEachDialect, pickSeed, sample } from '@cellbridge/testing';
import { afterAll, beforeAll, test } from 'vitest';
import { mortals } from './exploration/act.js';
import { PAIRS, TRIOS } from './exploration/casts.js';
import { openWorld } from './exploration/dialects/index.js';
import { scenario } from './exploration/scenario.js';
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
      const seed = pickSeed();
      const { randomRuns: runs } = world;
      await sample(scenario(world, { actors, crashes: mortals(actors) }), { seed, runs });
      const summary = `${runs} random interleavings with crashes, seed ${seed}`;
      console.info(`${harness.dialect}: the migrator and ${name}: ${summary}`);
    },
  );
});
