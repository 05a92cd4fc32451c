import { relative } from 'node:path';
import { messageOf } from '@cellbridge/database/errors';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { expect } from 'vitest';

/**
 * The seed of random choices: `CELLBRIDGE_SEED`, which repeats a failure, or a new one each
 * time.
 */
export function pickSeed(): number {
  return Number(process.env.CELLBRIDGE_SEED ?? Math.floor(Math.random() * 1_000_000));
}

/** The command that repeats the running test. */
export function replayOf(seed: number): string {
  const { testPath = 'FILE', currentTestName = '' } = expect.getState();
  const file = relative(process.cwd(), testPath);
  const name = currentTestName
    .split(' > ')
    .join(' ')
    .replace(/[^\w ,:'-]/g, '.');
  return `To repeat it: CELLBRIDGE_SEED=${seed} npx vitest run ${file} -t "${name}"`;
}

/** Runs something that makes random choices. A failure says how to repeat it. */
export async function seeded<T>(body: (seed: number) => Promise<T>): Promise<T> {
  const seed = pickSeed();
  try {
    return await body(seed);
  } catch (error) {
    throw new Error(`${messageOf(error)}\n${replayOf(seed)}`, { cause: error });
  }
}

/** Picks whole numbers from 0 to below a limit; the same seed picks the same ones. */
export function numbersFrom(seed: number): (limit: number) => number {
  // Spread out, for neighbouring seeds would begin with much the same numbers.
  const generator = xoroshiro128plus(Math.imul(seed, 0x9e3779b1));
  return (limit) => uniformInt(generator, 0, limit - 1);
}
