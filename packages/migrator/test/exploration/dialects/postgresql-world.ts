import { type CellOptions, Deployment } from '@cellbridge/objects';
import {
  classifyServerSteps,
  createDeployment,
  type Harness,
  proof,
  type RawDatabase,
} from '@cellbridge/testing';
import type { World } from '../world.js';
import { refill } from './refill.js';

/** Milliseconds that a backend may take to end. */
const END_LIMIT = 30_000;
/** What a connection calls itself that is no actor's. */
const LOOKER_ON = 'looker-on';

/**
 * Whoever reads a cell mapping finds his own name in its URL: so the server can tell whose the
 * connections to a cell are.
 */
const MAPPINGS_BY_READER = [
  'ALTER TABLE cell_mappings RENAME TO stored_mappings',
  `CREATE VIEW cell_mappings AS SELECT id, created_at, updated_at, uuid, name, transport_url, disabled,
     replace(database_connection, 'application_name=${LOOKER_ON}',
       'application_name=' || current_setting('application_name')) AS database_connection
   FROM stored_mappings`,
  `CREATE RULE stored AS ON INSERT TO cell_mappings DO INSTEAD
   INSERT INTO stored_mappings (created_at, uuid, name, transport_url, disabled, database_connection)
   VALUES (NEW.created_at, NEW.uuid, NEW.name, NEW.transport_url, NEW.disabled,
     NEW.database_connection)`,
];

/** Empties three databases for each run, and fills them again. */
export async function openPostgresqlWorld(harness: Harness): Promise<World> {
  const { api, cells } = await createDeployment(harness, { cells: 2 });
  const [first, second] = cells;
  if (!first || !second) throw new Error('There are two cells.');
  const names = [api, first, second].map(({ url }) => new URL(url).pathname.slice(1));
  const cell: CellOptions = { uuid: first.uuid, name: 'cell1', url: named(first.url) };
  const unmapped: CellOptions = { uuid: second.uuid, name: 'cell2', url: named(second.url) };
  for (const statement of MAPPINGS_BY_READER) await api.raw.query(statement);
  return {
    classifySteps: classifyServerSteps,
    orders: { random: proof(3, 15), inOrder: proof(2, 15), services: proof(1, 15) },
    server: {
      findBusy: () => findBusy(api.raw, names),
      drop: (actor) => drop(api.raw, names, actor),
    },
    begin: async () => {
      const earlyId = await refill(api, first, second, cell);
      return {
        cell,
        unmapped,
        earlyId,
        open: (actor) =>
          Deployment.open({
            api: named(api.url, actor?.name),
            ...actor?.options,
            ...(actor?.intercept && { database: { intercept: actor.intercept } }),
          }),
        dispose: async () => undefined,
      };
    },
    dispose: async () => undefined,
  };
}

function named(url: string, name = LOOKER_ON): string {
  const named = new URL(url);
  named.searchParams.set('application_name', name);
  return named.href;
}

/**
 * The actors that have a statement in the server, and whether it waits for somebody's lock. Where they wait for each
 * other, the server is at work: it ends the deadlock.
 */
async function findBusy(
  raw: RawDatabase,
  databases: readonly string[],
): Promise<Map<string, 'works' | 'waits'>> {
  const rows = await raw.query(
    `SELECT pid, application_name AS name, pg_blocking_pids(pid)::text AS blockers
     FROM pg_stat_activity
     WHERE state = 'active' AND pid <> pg_backend_pid() AND datname IN (${placeholders(databases)})`,
    ...databases,
  );
  const blockersOf = new Map(
    rows.map(({ pid, blockers }) => [String(pid), String(blockers).match(/\d+/g) ?? []]),
  );
  const busy = new Map<string, 'works' | 'waits'>();
  for (const { pid, name } of rows) {
    const waitsFor = everyBlocker(String(pid), blockersOf);
    const waits = waitsFor.size > 0 && !waitsFor.has(String(pid));
    if (busy.get(String(name)) !== 'works') busy.set(String(name), waits ? 'waits' : 'works');
  }
  return busy;
}

/** The backends that one waits for, and those that these wait for. */
function everyBlocker(
  pid: string,
  blockersOf: ReadonlyMap<string, readonly string[]>,
): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (waiting: string) => {
    for (const blocker of blockersOf.get(waiting) ?? []) {
      if (found.has(blocker)) continue;
      found.add(blocker);
      look(blocker);
    }
  };
  look(pid);
  return found;
}

/** Ends the backends of an actor, and waits until their locks are gone. */
async function drop(raw: RawDatabase, databases: readonly string[], actor: string): Promise<void> {
  await raw.query(
    `SELECT pg_terminate_backend(pid, ?) FROM pg_stat_activity
     WHERE application_name = ? AND datname IN (${placeholders(databases)})`,
    END_LIMIT,
    actor,
    ...databases,
  );
}

function placeholders(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}
