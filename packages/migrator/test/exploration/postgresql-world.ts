import { Deployment } from '@cellbridge/objects';
import {
  classifyPostgresqlSteps,
  createDeployment,
  type Harness,
  type RawDatabase,
} from '@cellbridge/testing';
import { fillCell, type World } from './world.js';

const GROUP_TABLES = ['instance_group_member', 'instance_group_policy', 'instance_groups'];
const OURS = ['receipts', 'claims', 'progress', 'quarantine'].map((name) => `cellbridge_${name}`);
/** Milliseconds that a backend may take to end. */
const END_LIMIT = 30_000;

/** Empties two databases for each run, and fills them again. */
export async function openPostgresqlWorld(harness: Harness): Promise<World> {
  const { api, cell } = await createDeployment(harness);
  const names = [api, cell].map(({ url }) => new URL(url).pathname.slice(1));
  return {
    classifySteps: classifyPostgresqlSteps,
    server: {
      findBusy: () => findBusy(api.raw, names),
      drop: (actor) => drop(api.raw, names, actor),
    },
    begin: async () => {
      await empty(api.raw, [...GROUP_TABLES, ...OURS]);
      await empty(cell.raw, GROUP_TABLES);
      await fillCell(cell);
      return {
        open: (actor) =>
          Deployment.open({
            api: named(api.url, actor?.name),
            cells: [{ uuid: cell.uuid, name: 'cell1', url: named(cell.url, actor?.name) }],
            ...(actor && { database: { intercept: actor.intercept } }),
          }),
        dispose: async () => undefined,
      };
    },
    dispose: async () => undefined,
  };
}

async function empty(raw: RawDatabase, tables: readonly string[]): Promise<void> {
  for (const table of tables) await raw.query(`DELETE FROM ${table}`);
}

function named(url: string, name = 'looker-on'): string {
  const named = new URL(url);
  named.searchParams.set('application_name', name);
  return named.href;
}

/** The actors that have a statement in the server, and whether it waits for somebody's lock. */
async function findBusy(
  raw: RawDatabase,
  databases: readonly string[],
): Promise<Map<string, 'works' | 'waits'>> {
  const rows = await raw.query(
    `SELECT application_name AS name, cardinality(pg_blocking_pids(pid)) > 0 AS waits
     FROM pg_stat_activity
     WHERE state = 'active' AND pid <> pg_backend_pid() AND datname IN (?, ?)`,
    ...databases,
  );
  const busy = new Map<string, 'works' | 'waits'>();
  for (const { name, waits } of rows) {
    if (busy.get(String(name)) !== 'works') busy.set(String(name), waits ? 'waits' : 'works');
  }
  return busy;
}

/** Ends the backends of an actor, and waits until their locks are gone. */
async function drop(raw: RawDatabase, databases: readonly string[], actor: string): Promise<void> {
  await raw.query(
    `SELECT pg_terminate_backend(pid, ?) FROM pg_stat_activity
     WHERE application_name = ? AND datname IN (?, ?)`,
    END_LIMIT,
    actor,
    ...databases,
  );
}
