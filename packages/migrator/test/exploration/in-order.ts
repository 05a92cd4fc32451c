import { explore, proof } from '@cellbridge/testing';
import { type Actors, mortals } from './act.js';
import { scenario } from './scenario.js';
import type { World } from './world.js';

/** Runs the orders of the steps of some actors, one after the other; in the proof with crashes. */
export async function exploreInOrder(
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
  console.info(`${name}${crash}: ${all} ${interleavings} interleavings`);
  return interleavings;
}
