import { alternate, type Side } from './alternate.js';

/** Runs both sides in turns, and gives groups a second; the sides give seconds. */
export async function speedOf(groups: number, rounds: number, ours: Side, reference: Side) {
  const seconds = await alternate(rounds, ours, reference);
  const speed = (values: readonly number[]) => values.map((value) => groups / value);
  return { ours: speed(seconds.ours), reference: speed(seconds.reference), groups };
}
