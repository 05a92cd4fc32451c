import { pickSeed, sample } from '@cellbridge/testing';
import { mortals } from './act.js';
import { type Play, scenario } from './scenario.js';
import type { World } from './world.js';

/** Runs orders of the steps of some actors that are picked at random, with crashes. */
export async function exploreAtRandom(
  world: World,
  name: string,
  play: Play,
  runs: number,
): Promise<void> {
  const seed = pickSeed();
  await sample(scenario(world, { ...play, crashes: mortals(play.actors) }), { seed, runs });
  console.info(`${name}: ${runs} random interleavings with crashes, seed ${seed}`);
}
