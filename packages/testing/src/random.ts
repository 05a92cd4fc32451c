import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * The seed of what is drawn at random: `CELLBRIDGE_SEED`, so that a failure can be repeated, else
 * another one each time.
 */
export function drawSeed(): number {
  return Number(process.env.CELLBRIDGE_SEED ?? Math.floor(Math.random() * 1_000_000));
}

/** Draws whole numbers from 0 to below a limit; the same seed draws the same ones. */
export function numbersFrom(seed: number): (limit: number) => number {
  const generator = xoroshiro128plus(seed);
  return (limit) => uniformInt(generator, 0, limit - 1);
}
