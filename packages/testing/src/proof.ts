/** Whether the suite runs in its full size: `pnpm test:proof`. */
const IS_PROOF = process.env.CELLBRIDGE_PROOF === '1';

/** Picks how much to do: in an everyday run, or in a run of the suite in its full size. */
export function proof<T>(everyday: T, full: T): T {
  return IS_PROOF ? full : everyday;
}
