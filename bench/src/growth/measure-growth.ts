import type { Lab } from '../lab.js';
import type { ServerName } from '../server/servers.js';
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

const measured: Record<ServerName, WeakMap<Lab, Promise<Growth>>> = {
  postgresql: new WeakMap(),
  mysql: new WeakMap(),
};

/**
 * Moves few and many groups on a server in turns, each time in a process of its own. Speed and
 * memory are two sides of the same moves, so that these run once for both.
 */
export function measureGrowth(
  lab: Lab,
  server: ServerName,
  large: number,
  rounds: number,
): Promise<Growth> {
  const known = measured[server].get(lab) ?? run(lab, server, large, rounds);
  measured[server].set(lab, known);
  return known;
}

async function run(lab: Lab, server: ServerName, large: number, rounds: number): Promise<Growth> {
  const outcomes = { small: [] as WorkOutcome[], large: [] as WorkOutcome[] };
  const moveSmall = async () => {
    for (let move = 0; move < SMALL_MOVES; move += 1) {
      outcomes.small.push(await moveCell(lab, server, { groups: SMALL, members: 10 }));
    }
  };
  for (let round = 0; round < rounds; round += 1) {
    await moveSmall();
    outcomes.large.push(await moveCell(lab, server, { groups: large, members: 10 }));
    await moveSmall();
  }
  return outcomes;
}
