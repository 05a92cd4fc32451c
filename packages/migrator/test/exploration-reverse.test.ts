import { forEachDialect, keepUp, proof } from '@cellbridge/testing';
import { afterAll, beforeAll, test } from 'vitest';
import { mortals } from './exploration/act.js';
import { exploreAtRandom } from './exploration/at-random.js';
import { openWorld } from './exploration/dialects/index.js';
import { movedAndTold, moveTheRestLater, REVERSALS } from './exploration/reversals.js';
import { scenario } from './exploration/scenario.js';
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
    await exploreAtRandom(world, label, play, world.orders.random);
    const others = Object.keys(actors).filter((actor) => actor !== 'reverser');
    // On a server, each run takes long.
    const kept = proof(world.server ? [] : others, Object.keys(actors));
    const crashes = proof([], mortals(actors));
    await keepUp(scenario(world, { ...play, crashes }), kept);
  });
});
