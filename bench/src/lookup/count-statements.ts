import { randomUUID } from 'node:crypto';
import { Deployment, InstanceGroup, InstanceGroupNotFoundError } from '@cellbridge/objects';

/** How many statements a lookup sends. */
export interface StatementCounts {
  readonly hit: number;
  readonly miss: number;
  /** Those of both that went to a cell. */
  readonly toCells: number;
}

/** Counts the statements of a lookup that finds a group of a moved deployment, and of one that does not. */
export async function countStatements(api: string, uuid: string): Promise<StatementCounts> {
  const databases: string[] = [];
  await using deployment = await Deployment.open({
    api,
    database: { intercept: ({ database }) => void databases.push(database) },
  });
  const context = deployment.adminContext();
  const count = async (lookup: () => Promise<unknown>) => {
    const before = databases.length;
    await lookup();
    return databases.length - before;
  };
  // Connections are opened by the first call of each kind.
  await InstanceGroup.getByUuid(context, uuid);
  const first = databases.length;
  const hit = await count(() => InstanceGroup.getByUuid(context, uuid));
  const miss = await count(() =>
    InstanceGroup.getByUuid(context, randomUUID()).catch((error: unknown) => {
      if (!InstanceGroupNotFoundError.isInstance(error)) throw error;
    }),
  );
  const toCells = databases
    .slice(first)
    .filter((database) => database !== deployment.api.description).length;
  return { hit, miss, toCells };
}
