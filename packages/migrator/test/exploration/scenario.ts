import type { Deployment } from '@cellbridge/objects';
import type { ExploreOptions } from '@cellbridge/testing';
import type { Actors, OpenedWith } from './act.js';
import { checkOutcome, type LastRun, moveTheRest } from './outcome.js';
import { Records } from './records.js';
import type { World } from './world.js';

/** Who acts, and how it ends. */
export interface Play {
  readonly actors: Actors;
  /** The names of those who may crash. */
  readonly crashes?: readonly string[];
  /** What is run when all are through. Default: the migrator. */
  readonly lastRun?: LastRun;
}

/** Runs of these actors in a world of their own. */
export function scenario(
  world: World,
  { actors, crashes = [], lastRun = moveTheRest }: Play,
): ExploreOptions {
  return {
    ...world,
    crashes,
    setUp: async (interceptFor) => {
      const run = await world.begin();
      const records = new Records(actors, run);
      const deployments: Deployment[] = [];
      const performances: Record<string, () => Promise<void>> = {};
      for (const [name, actor] of Object.entries(actors)) {
        const intercept = interceptFor(name);
        const open = (options?: OpenedWith) => run.open({ name, intercept, options });
        const deployment = await open(actor.opens);
        deployments.push(deployment);
        const pause = async () => intercept({ database: '', text: 'pause', connection: 0 });
        performances[name] = () => records.perform(name, deployment, { open, pause });
      }
      return {
        actors: performances,
        check: () => checkOutcome(records, lastRun),
        dispose: async () => {
          for (const deployment of deployments) await deployment.close();
          await records.close();
          await run.dispose();
        },
      };
    },
  };
}
