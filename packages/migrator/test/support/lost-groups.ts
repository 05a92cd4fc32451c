import { createDeployment, type Harness } from '@cellbridge/testing';
import { backUpApi } from './back-up.js';

export const GROUP = '0a000000-0000-4000-8000-000000000001';
export const OTHER = '0a000000-0000-4000-8000-000000000002';

/** Two groups in a cell, and a backup of the API database, which knows neither. @returns `id`: the row of {@link GROUP}. */
export async function twoGroups(harness: Harness) {
  const databases = await createDeployment(harness);
  const [group] = await databases.cell.addGroups([
    { uuid: GROUP, name: 'one', projectId: 'p', members: ['a', 'b'] },
    { uuid: OTHER, members: ['c'] },
  ]);
  const restore = await backUpApi(databases.api.raw);
  return { databases, restore, id: group?.id ?? 0 };
}
