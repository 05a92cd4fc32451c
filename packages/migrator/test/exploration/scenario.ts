import type { Deployment } from '@cellbridge/objects';
import { ACT, type ExploreOptions, type Intercept, PAUSE } from '@cellbridge/testing';
import type { Actors } from './act.js';
import { checkOutcome, type LastRun, moveTheRest } from './outcome.js';
import { Records, type Surroundings } from './records.js';
import type { Run, World } from './world.js';

/** Who acts, and how it ends. */
export interface Play {
  readonly actors: Actors;
  /** The names of those who may crash. */
  readonly crashes?: readonly string[];
  /** What is done before anybody opens the databases. */
  readonly before?: (deployment: Deployment) => Promise<unknown>;
  /** What is run when all are through. Default: the migrator. */
  readonly lastRun?: LastRun;
}

/** Runs of these actors in a world of their own. */
export function scenario(
  world: World,
  { actors, before, crashes = [], lastRun = moveTheRest }: Play,
): ExploreOptions {
  return {
    ...world,
    crashes,
    setUp: async (interceptFor) => {
      const run = await world.begin();
      if (before) {
        await using deployment = await run.open();
        await before(deployment);
      }
      const records = new Records(actors, run);
      const deployments: Deployment[] = [];
      const performances: Record<string, () => Promise<void>> = {};
      for (const [name, actor] of Object.entries(actors)) {
        const stage = stageFor(run, name, interceptFor(name));
        const deployment = await stage.open(actor.opens);
        deployments.push(deployment);
        performances[name] = () => records.perform(name, deployment, stage);
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

function stageFor(run: Run, name: string, intercept: Intercept): Surroundings {
  return {
    open: (options) => run.open({ name, intercept, options }),
    pause: async () => intercept(PAUSE),
    atOnce: async (act) => {
      await intercept(ACT);
      await using deployment = await run.open({ name });
      await act(deployment);
    },
  };
}
