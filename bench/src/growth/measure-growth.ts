import type { Lab } from '../lab.js';
import { checkMoved } from '../move/move-site.js';
import { createPostgresqlSite } from '../move/postgresql-site.js';
import { startMove } from '../move/start-move.js';
import type { MoveOutcome } from '../move-process.js';

/** The number of groups that the larger one is held against. */
export const SMALL = 10_000;

/** What the moves of few and of many groups took. */
export interface Growth {
  readonly small: readonly MoveOutcome[];
  readonly large: readonly MoveOutcome[];
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
  const outcomes = { small: [] as MoveOutcome[], large: [] as MoveOutcome[] };
  for (let round = 0; round < rounds; round += 1) {
    outcomes.small.push(await move(lab, SMALL));
    outcomes.large.push(await move(lab, large));
    outcomes.small.push(await move(lab, SMALL));
  }
  return outcomes;
}

async function move(lab: Lab, groups: number): Promise<MoveOutcome> {
  const site = await createPostgresqlSite(lab, { groups, members: 10 });
  try {
    const started = await startMove(site.api);
    const outcome = await started.run();
    await checkMoved(site);
    const { seconds, peakMemory } = outcome;
    const speed = Math.round(groups / seconds);
    lab.report(`  ${groups} groups: ${speed} groups/s, ${Math.round(peakMemory)} MiB`);
    return outcome;
  } finally {
    await site.drop();
  }
}
