import { explore, forEachDialect, keepUp, sample } from '@cellbridge/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { lastRemover, migrator } from './exploration/actors.js';
import { openWorld } from './exploration/dialects/index.js';
import { apiGoesBack, cellGoesBack } from './exploration/going-back.js';
import { mapper } from './exploration/newcomers.js';
import { type Play, scenario } from './exploration/scenario.js';
import { believing, destroyingFirst, forgetful } from './exploration/without-evidence.js';
import { askingPastTheCursor, keepingItsMap, notAsking } from './exploration/without-questions.js';
import * as without from './exploration/without-rules.js';
import type { World } from './exploration/world.js';

const HOUR = 3_600_000;
/** How many orders are run until one has gone wrong. On a server, where each takes longer, they are chosen. */
const MOST = 2_000;

/** What is left out, who acts, and what goes wrong then. */
type Case = readonly [rule: string, play: Play, fault: string];

const RANDOM: readonly Case[] = [
  ['R1', { actors: { migrator, other: without.believer } }, 'A destroyed group came back.'],
  ['R2', { actors: { migrator, other: without.unfenced } }, 'A new name is lost.'],
  ['R3', { actors: { migrator, other: without.hasty } }, 'An existing group was not found.'],
  ['R3 for lists', { actors: { migrator, other: without.reversed } }, 'A list misses a group.'],
  ['R4', { actors: { migrator, other: without.topsyTurvy } }, 'Nobody can go on: a deadlock.'],
];

/** The migrator acts between two steps of the other one. */
const IN_ORDER: readonly Case[] = [
  [
    'R6, a run that compares both sides',
    { actors: { back: apiGoesBack(), migrator }, lastRun: believing },
    'A cell is called complete, and ',
  ],
  [
    'R7, a record of a destroyed group',
    { actors: { other: destroyingFirst({ recordsAfterwards: false }), migrator } },
    'A destroyed group came back.',
  ],
  [
    'R7, that record before the soft delete',
    { actors: { other: destroyingFirst({ recordsAfterwards: true }), migrator } },
    'A destroyed group came back.',
  ],
  [
    'soft-deleted rows in the last member id',
    { actors: { back: cellGoesBack(lastRemover), migrator: forgetful } },
    'A removed member came back.',
  ],
  [
    'a question without a cursor',
    { actors: { migrator, other: askingPastTheCursor } },
    'A group exists and is not found.',
  ],
  [
    'a question when a service starts',
    { actors: { migrator, other: notAsking } },
    'A group exists and is not found.',
  ],
  [
    'a look at the cell mappings once in a while',
    { actors: { mapper, other: keepingItsMap } },
    'exists and is not found.',
  ],
];

forEachDialect('the exploration shows what goes wrong', (harness) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(harness);
  });
  afterAll(() => world.dispose());

  test.each(RANDOM)('without %s', { timeout: HOUR }, async (rule, play, fault) => {
    const options = scenario(world, { ...play, crashes: ['migrator'] });
    const seed = Number(process.env.CELLBRIDGE_SEED ?? 1);
    const search = world.server
      ? keepUp(options, whoWaits(play))
      : sample(options, { seed, runs: MOST });
    await expectFault(rule, fault, search);
  });

  test.each(IN_ORDER)('without %s', { timeout: HOUR }, async (rule, play, fault) => {
    const options = scenario(world, play);
    const search = world.server
      ? keepUp(options, whoWaits(play))
      : explore(options, { limit: MOST });
    await expectFault(rule, fault, search);
  });
});

/** Who is kept up, in turn: the migrator last, because it has many steps. */
function whoWaits({ actors }: Play): string[] {
  const others = Object.keys(actors).filter((name) => name !== 'migrator');
  return [...others, 'migrator'];
}

async function expectFault(rule: string, fault: string, search: Promise<unknown>): Promise<void> {
  const failure = await search.then(
    () => new Error('No order went wrong.'),
    (error: Error) => error,
  );
  console.info(`without ${rule}: ${failure.message}`);
  expect(failure.message).toContain(fault);
  expect(failure.message).toContain('The order was:\n  ');
}
