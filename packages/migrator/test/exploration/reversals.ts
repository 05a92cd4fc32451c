/** Who meets a reversal: the way back of all groups of a cell that have moved. */
import { setProgressState } from '@cellbridge/db-api';
import { instanceGroupsMigration, reverseGroups } from '@cellbridge/migrator';
import { type Deployment, INSTANCE_GROUPS_MIGRATION, now } from '@cellbridge/objects';
import { sql } from 'drizzle-orm';
import { type Act, type Actors, inTurn } from './act.js';
import * as act from './actors.js';
import { runningService, startingService } from './newcomers.js';
import { type LastRun, moveTheRest } from './outcome.js';
import { cellOf, GROUP } from './world.js';

const reverser: Act = {
  act: (deployment) => reverseGroups(deployment, { cells: [cellOf(deployment).uuid], notice: 0 }),
};

/** Makes the reversal look as if it had given no sign of life for years. */
async function age({ api }: Deployment): Promise<void> {
  await api.transaction((transaction) =>
    transaction.run(
      sql`update cellbridge_progress set heartbeat_at = '2000-01-01 00:00:00.000000' where state = 'reversing'`,
    ),
  );
}

/** All groups have moved, and services have been told that groups go back, by a reversal that was killed then. */
export async function movedAndTold(deployment: Deployment): Promise<void> {
  await instanceGroupsMigration.run(deployment, { limit: Number.POSITIVE_INFINITY, runId: GROUP });
  const key = { migration: INSTANCE_GROUPS_MIGRATION, cellUuid: cellOf(deployment).uuid };
  await deployment.api.transaction((transaction) =>
    setProgressState(transaction, key, { state: 'reversing' }, now()),
  );
  await age(deployment);
}

/** The last run, half a minute later. */
export const moveTheRestLater: LastRun = async (deployment) => {
  await age(deployment);
  return await moveTheRest(deployment);
};

/** Begins although the reversal is still at work, as after one that hung for long. */
function impatient(actor: Act): Act {
  return {
    act: async (deployment, stage) => {
      await stage.atOnce(age);
      await actor.act(deployment, stage);
    },
    mayFail: isInUse,
  };
}

/** Whoever is second may begin first. */
function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'CELL_IN_USE';
}

const beside: Actors = { reverser: { ...reverser, mayFail: isInUse } };

export const REVERSALS: readonly (readonly [name: string, actors: Actors])[] = [
  ['addMembers', { adder: act.adder, reverser }],
  ['removeMembers', { remover: act.remover, reverser }],
  ['destroyMembersBulk', { remover: act.bulkRemover, reverser }],
  ['save of the name', { renamer: act.renamer, reverser }],
  ['save of the members', { saver: act.memberSaver, reverser }],
  ['destroy', { destroyer: act.destroyer, reverser }],
  ['destroy and create again', { recreator: act.recreator, reverser }],
  ['create with the same uuid', { creator: act.creator, reverser }],
  // What it adds to rows that a killed reversal has left is lost.
  ['an old writer', { old: act.oldWriter, reverser: { ...reverser, neverCrashes: true } }],
  ['getByUuid', { reader: act.uuidReader, reverser }],
  ['getByName', { reader: act.nameReader, reverser }],
  ['getByInstanceUuid', { reader: act.instanceReader, reverser }],
  ['getAll', { lister: act.lister, reverser }],
  ['pages', { pager: act.pager, reverser }],
  ['getCounts', { counter: act.counter, reverser }],
  ['a service that starts', { starting: startingService, reverser }],
  ['a running service', { running: runningService, reverser }],
  ['a migrator that does not wait', { ...beside, migrator: impatient(act.migrator) }],
  ['a second reversal that does not wait', { ...beside, second: impatient(reverser) }],
  [
    'a migrator that does not wait, and addMembers',
    { ...beside, migrator: impatient(act.migrator), adder: act.adder },
  ],
  [
    'a migrator that does not wait, and destroyMembersBulk',
    { ...beside, migrator: impatient(act.migrator), remover: act.bulkRemover },
  ],
  ['an adder and a remover', { adder: act.adder, remover: act.bulkRemover, reverser }],
  ['two in turn: an adder, then a list', { adder: inTurn(act.adder, act.lister), reverser }],
];
