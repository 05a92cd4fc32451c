/** Services that do not ask what they should, to show that the exploration would notice. */
import { findGroupByUuid, listProgress, type Progress } from '@cellbridge/db-api';
import { findGroupsByUuid, listGroupSizes } from '@cellbridge/db-cell';
import { type Deployment, INSTANCE_GROUPS_MIGRATION } from '@cellbridge/objects';
import { type Act, expectThat } from './act.js';
import { lateCommitter, lookAround, runningService } from './newcomers.js';
import { cellOf, LATE } from './world.js';

/** Higher than any id. */
const HIGHEST = 1_000_000;

/**
 * A service that starts once a group was committed late, and decides by itself whether the cell has to
 * be asked.
 */
function starting(isEmpty: (deployment: Deployment, progress: Progress) => Promise<boolean>): Act {
  return {
    act: async (deployment, stage) => {
      await lateCommitter.act(deployment, stage);
      const [progress] = await listProgress(deployment.api, INSTANCE_GROUPS_MIGRATION);
      const isComplete = progress?.state === 'complete' && (await isEmpty(deployment, progress));
      const isFound =
        (await isInApi(deployment)) ||
        (!isComplete && (await isInCell(deployment))) ||
        (await isInApi(deployment));
      expectThat(isFound, 'A group exists and is not found.');
    },
  };
}

async function isInApi({ api }: Deployment): Promise<boolean> {
  return (await findGroupByUuid(api, LATE, null)) !== undefined;
}

async function isInCell(deployment: Deployment): Promise<boolean> {
  const found = await cellOf(deployment).ask((cell) => findGroupsByUuid(cell, LATE, null));
  return found.length > 0;
}

/** Asks a complete cell for groups above the cursor alone. */
export const askingPastTheCursor = starting(async (deployment, { cursor: afterId }) => {
  const range = { afterId, upToId: HIGHEST, limit: 1 };
  const groups = await cellOf(deployment).ask((cell) => listGroupSizes(cell, range));
  return groups.length === 0;
});

/** Believes that a complete cell is empty, and does not ask it when it starts. */
export const notAsking = starting(async () => true);

/** Keeps to the cells that were mapped when it started. */
export const keepingItsMap: Act = {
  act: async (_deployment, stage) => {
    const cells = [stage.run.cell];
    await using deployment = await stage.open({ ...runningService.opens, cells });
    await lookAround(deployment, stage.made());
  },
};
