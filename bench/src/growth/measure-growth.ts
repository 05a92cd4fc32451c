import type { Lab } from '../lab.js';
import type { WorkOutcome } from '../work-process.js';
import { moveCell } from './work-on-cell.js';

/** The number of groups that the larger one is held against. */
export const SMALL = 10_000;

/**
 * How often few groups are moved before the many, and again after them: one such move takes two
 * seconds, which says little.
 */
const SMALL_MOVES = 3;

/** What the moves of few and of many groups took. */
export interface Growth {
  readonly small: readonly WorkOutcome[];
  readonly large: readonly WorkOutcome[];
}

const measured = new WeakMap<Lab, Promise<Growth>>();

/**
 * Moves few and many groups on PostgreSQL in turns, each time in a process of its own. Speed and
 * memory are two sides of the same moves, so that these run once for both.
 */
export function measureGrowth(lab: Lab, large: number, rounds: number): Promise<Growth> {
  const known = measured.get(lab) ?? run(lab, large, rounds);
  measured.set(lab, known);
  return known;
}

async function run(lab: Lab, large: number, rounds: number): Promise<Growth> {
  const outcomes = { small: [] as WorkOutcome[], large: [] as WorkOutcome[] };
  const moveSmall = async () => {
    for (let move = 0; move < SMALL_MOVES; move += 1) {
      outcomes.small.push(await moveCell(lab, { groups: SMALL, members: 10 }));
    }
  };
  for (let round = 0; round < rounds; round += 1) {
    await moveSmall();
    outcomes.large.push(await moveCell(lab, { groups: large, members: 10 }));
    await moveSmall();
  }
  return outcomes;
}
