import { explore, proof, useHarness } from '@cellbridge/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Actors, mortals } from './exploration/act.js';
import { NEWCOMERS, PAIRS, SERVICES } from './exploration/casts.js';
import { scenario } from './exploration/scenario.js';
import { openWorld, type World } from './exploration/world.js';

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
      const limit = proof(30, 100_000);
      const explored = await exploreInOrder(world, `the migrator and ${name}`, actors, limit);
      expect(explored).toBeGreaterThan(5);
    },
  );

  test.each([...SERVICES, ...NEWCOMERS])(
    '%s: in their order',
    { timeout: HOUR },
    async (name, actors) => {
      expect(await exploreInOrder(world, name, actors, proof(10, 100_000))).toBeGreaterThan(0);
    },
  );
});

async function exploreInOrder(
  world: World,
  name: string,
  actors: Actors,
  limit: number,
): Promise<number> {
  const crashes = proof([], mortals(actors));
  const { interleavings, isComplete } = await explore(scenario(world, { actors, crashes }), {
    limit,
  });
  const crash = proof('', ', with a crash anywhere');
  const all = isComplete ? 'all' : 'the first';
  console.info(`sqlite: ${name}${crash}: ${all} ${interleavings} interleavings`);
  return interleavings;
}
