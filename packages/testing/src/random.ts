import { relative } from 'node:path';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect } from 'vitest';

/**
 * The seed of what is drawn at random: `CELLBRIDGE_SEED`, so that a failure can be repeated, else
 * another one each time.
 */
export function drawSeed(): number {
  return Number(process.env.CELLBRIDGE_SEED ?? Math.floor(Math.random() * 1_000_000));
}

/** Says with what command the test that is running draws the same again. */
export function replayOf(seed: number): string {
  const { testPath = 'FILE', currentTestName = '' } = expect.getState();
  const file = relative(process.cwd(), testPath);
  const name = currentTestName
    .split(' > ')
    .join(' ')
    .replace(/[^\w ,:'-]/g, '.');
  return `To draw the same again: CELLBRIDGE_SEED=${seed} npx vitest run ${file} -t "${name}"`;
}

/** Runs what draws at random; a failure says how to draw the same again. */
export async function seeded<T>(body: (seed: number) => Promise<T>): Promise<T> {
  const seed = drawSeed();
  try {
    return await body(seed);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new Error(`${message}\n${replayOf(seed)}`, { cause: error });
  }
}

/** Draws whole numbers from 0 to below a limit; the same seed draws the same ones. */
export function numbersFrom(seed: number): (limit: number) => number {
  // Spread out, for neighbouring seeds would begin with much the same numbers.
  const generator = xoroshiro128plus(Math.imul(seed, 0x9e3779b1));
  return (limit) => uniformInt(generator, 0, limit - 1);
}
