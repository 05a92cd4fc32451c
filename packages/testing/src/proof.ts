/** Whether the suite runs in its full size: `pnpm test:proof`. */
const IS_PROOF = process.env.CELLBRIDGE_PROOF === '1';

/** How much of something is done: every day, or where the suite is run in its full size. */
export function proof<T>(everyday: T, full: T): T {
  return IS_PROOF ? full : everyday;
}
