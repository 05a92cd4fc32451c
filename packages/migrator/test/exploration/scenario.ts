import { countLiveGroups } from '@cellbridge/db-cell';
import { instanceGroupsMigration, verifyDeployment } from '@cellbridge/migrator';
import {
  type Deployment,
  InstanceGroup,
  InstanceGroupList,
  InstanceGroupNotFoundError,
} from '@cellbridge/objects';
import type { ExploreOptions } from '@cellbridge/testing';
import type { Act, Actors } from './actors.js';
import { GROUP, OTHER, type World } from './world.js';

/** Runs of these actors in a world of their own. */
export function scenario(world: World, actors: Actors, crashes: readonly string[]): ExploreOptions {
  return {
    ...world,
    crashes,
    setUp: async (interceptFor) => {
      const run = await world.begin();
      const acknowledged = new Set<string>();
      const faults: unknown[] = [];
      const deployments: Deployment[] = [];
      const perform = async (name: string, actor: Act, deployment: Deployment) => {
        try {
          await actor.act(deployment);
          acknowledged.add(name);
        } catch (error) {
          if (!isCrash(error) && !actor.mayFail?.(error)) faults.push(error);
        }
      };
      const performances: Record<string, () => Promise<void>> = {};
      for (const [name, actor] of Object.entries(actors)) {
        const deployment = await run.open({ name, intercept: interceptFor(name) });
        deployments.push(deployment);
        performances[name] = () => perform(name, actor, deployment);
      }
      return {
        actors: performances,
        check: async () => {
          if (faults.length > 0) throw faults[0];
          await using deployment = await run.open();
          await checkOutcome(deployment, actors, acknowledged);
        },
        dispose: async () => {
          for (const deployment of deployments) await deployment.close();
          await run.dispose();
        },
      };
    },
  };
}

/** After a last run of the migrator, holds everything against what was acknowledged. */
async function checkOutcome(
  deployment: Deployment,
  actors: Actors,
  acknowledged: ReadonlySet<string>,
): Promise<void> {
  const limit = Number.POSITIVE_INFINITY;
  await instanceGroupsMigration.run(deployment, { limit, runId: GROUP });
  const live = await deployment.cells[0]?.read(countLiveGroups);
  if (live !== 0) throw new Error(`${live} live groups are left in the cell.`);
  const context = deployment.adminContext();
  const group = await findOrNull(() => InstanceGroup.getByUuid(context, GROUP));
  const listed = await InstanceGroupList.getAll(context);
  const uuids = listed.map(({ uuid }) => uuid);
  if (new Set(uuids).size < uuids.length) throw new Error('A group is listed twice.');
  if (!uuids.includes(OTHER)) throw new Error('A group that nobody touched is lost.');
  if (uuids.includes(GROUP) !== (group !== null)) throw new Error('List and look-up differ.');
  const mayBeGone = Object.values(actors).some(({ destroys }) => destroys);
  if (!group && !mayBeGone) throw new Error('The group is lost.');
  for (const name of acknowledged) actors[name]?.expect?.(group);
  const { findings } = await verifyDeployment(deployment);
  // Under a group that is destroyed an old writer leaves an orphan, and that is what it is called.
  const wrong = findings.filter(({ kind }) => kind !== 'orphaned' || !mayBeGone);
  if (wrong.length > 0) throw new Error(`The sides do not verify: ${JSON.stringify(wrong)}`);
}

export async function findOrNull<T>(find: () => Promise<T>): Promise<T | null> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof InstanceGroupNotFoundError) return null;
    throw error;
  }
}

function isCrash(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current.message === 'The actor has crashed.') return true;
  }
  return false;
}
