/** Milliseconds that one round of calls takes. */
const ROUND = 1_000;

/**
 * Makes one call after the other for a while, with a key after the other.
 *
 * @returns how many calls there were a second.
 */
export async function callsPerSecond(
  keys: readonly string[],
  call: (key: string) => unknown,
): Promise<number> {
  const started = performance.now();
  let calls = 0;
  let elapsed = 0;
  while (elapsed < ROUND) {
    for (let next = 0; next < 20; next += 1) {
      await call(keys[calls % keys.length] as string);
      calls += 1;
    }
    elapsed = performance.now() - started;
  }
  return (calls / elapsed) * 1000;
}

/** The same for a driver that answers at once, which is not made to wait for a promise. */
export function callsPerSecondAtOnce(
  keys: readonly string[],
  call: (key: string) => unknown,
): number {
  const started = performance.now();
  let calls = 0;
  let elapsed = 0;
  while (elapsed < ROUND) {
    for (let next = 0; next < 20; next += 1) {
      call(keys[calls % keys.length] as string);
      calls += 1;
    }
    elapsed = performance.now() - started;
  }
  return (calls / elapsed) * 1000;
}
