import { drawSeed, forEachDialect, proof, sample } from '@cellbridge/testing';
import { afterAll, beforeAll, test } from 'vitest';
import { PAIRS, TRIOS } from './exploration/casts.js';
import { scenario } from './exploration/scenario.js';
import { openWorld, type World } from './exploration/world.js';

const HOUR = 3_600_000;

forEachDialect('orders of the steps', (harness) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(harness);
  });
  afterAll(() => world.dispose());

  // On SQLite every order of a pair is run where the suite runs in its full size.
  const casts =
    harness.dialect === 'sqlite' ? proof([...PAIRS, ...TRIOS], TRIOS) : [...PAIRS, ...TRIOS];

  test.each(casts)(
    'the migrator and %s: drawn at random',
    { timeout: HOUR },
    async (name, actors) => {
      const seed = drawSeed();
      const runs = harness.dialect === 'sqlite' ? proof(30, 3_000) : proof(4, 150);
      await sample(scenario(world, { actors, crashes: Object.keys(actors) }), { seed, runs });
      const drawn = `${runs} drawn interleavings with crashes, seed ${seed}`;
      console.info(`${harness.dialect}: the migrator and ${name}: ${drawn}`);
    },
  );
});
