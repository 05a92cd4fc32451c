import { instanceGroupsMigration, runOnlineDataMigrations } from '@cellbridge/migrator';
import { Deployment, type DeploymentOptions } from '@cellbridge/objects';
import {
  type CellGroupSeed,
  createDeployment,
  type Harness,
  type TestDeployment,
} from '@cellbridge/testing';
import { createServer, type ServerOptions } from '../../src/server.js';

/** How far the move of the groups that were made in cells has come. */
export const STAGES = ['before', 'during', 'after'] as const;
export type Stage = (typeof STAGES)[number];

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what the service says is what the tests are about.
  readonly body: any;
  readonly headers: Readonly<Record<string, unknown>>;
}

interface Asked {
  readonly version?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends a request as somebody: `GET /path`, under the path of server groups. */
export type Send = (request: string, asked?: Asked) => Promise<Answer>;

export interface Running extends AsyncDisposable {
  readonly deployment: Deployment;
  /** A user of a project, with these roles. */
  readonly as: (userId: string, projectId: string, roles?: string) => Send;
}

/** Databases that Nova made, with two cells. */
export function createDatabases(harness: Harness): Promise<TestDeployment> {
  return createDeployment(harness, { cells: 2, madeBy: 'adopted' });
}

/** Adds groups to the cells in turn, and moves as many of them as the stage says. */
export async function addGroups(
  databases: TestDeployment,
  stage: Stage,
  groups: readonly CellGroupSeed[],
): Promise<void> {
  for (const [index, group] of groups.entries()) {
    await databases.cells[index % 2]?.addGroups([group]);
  }
  if (stage === 'before') return;
  await using deployment = await Deployment.open({ api: databases.api.url });
  const half = { maxCount: Math.ceil(groups.length / 2) };
  const options = stage === 'during' ? half : {};
  await runOnlineDataMigrations(deployment, [instanceGroupsMigration], options);
}

export async function start(
  databases: TestDeployment,
  options: ServerOptions & { readonly deployment?: Partial<DeploymentOptions> } = {},
): Promise<Running> {
  const { deployment: how, ...rest } = options;
  const deployment = await Deployment.open({ api: databases.api.url, ...how });
  const server = await createServer(deployment, rest);
  const as = (userId: string, projectId: string, roles?: string): Send => {
    return async (request, { version, body, headers } = {}) => {
      const [method, path] = request.split(' ');
      const answer = await server.inject({
        method: method as 'GET',
        url: `/v2.1/os-server-groups${path === '/' ? '' : path}`,
        headers: {
          'x-user-id': userId,
          'x-project-id': projectId,
          ...(roles !== undefined && { 'x-roles': roles }),
          ...(version !== undefined && { 'openstack-api-version': `compute ${version}` }),
          ...headers,
        },
        ...(body !== undefined && { payload: body as object }),
      });
      const text = answer.body;
      return {
        status: answer.statusCode,
        body: text === '' ? undefined : JSON.parse(text),
        headers: answer.headers,
      };
    };
  };
  return {
    deployment,
    as,
    [Symbol.asyncDispose]: async () => {
      await server.close();
      await deployment.close();
    },
  };
}
