import { explore, proof } from '@cellbridge/testing';
import { vi } from 'vitest';
import { mortals } from './act.js';
import { type Play, scenario } from './scenario.js';
import type { World } from './world.js';

/** Runs the orders of the steps of some actors, one after the other; in the proof with crashes. */
export async function exploreInOrder(
  world: World,
  name: string,
  play: Play,
  limit: number,
): Promise<number> {
  const crashes = proof([], mortals(play.actors));
  // A run is repeated up to a step, so no sign of life may come in between because the machine is slow.
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const { interleavings, isComplete } = await explore(scenario(world, { ...play, crashes }), {
    limit,
  }).finally(() => vi.useRealTimers());
  const crash = proof('', ', with a crash anywhere');
  const all = isComplete ? 'all' : 'the first';
  console.info(`${name}${crash}: ${all} ${interleavings} interleavings`);
  return interleavings;
}
