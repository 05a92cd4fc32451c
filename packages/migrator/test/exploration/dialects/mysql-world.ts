import { randomBytes } from 'node:crypto';
import { type CellOptions, Deployment } from '@cellbridge/objects';
import {
  type Classify,
  classifyServerSteps,
  createDeployment,
  type Harness,
  proof,
  type RawDatabase,
  waitingIds,
} from '@cellbridge/testing';
import type { World } from '../world.js';
import { refill } from './refill.js';

/** The actor that writes to `cell_mappings`, which is a view for others that does not let it. */
const MAPPER = 'mapper';

/**
 * Empties three databases for each run, and fills them again. Each actor is a user of the server, by which the server
 * knows its connections. Whoever reads a cell mapping finds his own name in its URL; who writes one sees the API database
 * through views in a database in front of it.
 */
export async function openMysqlWorld(harness: Harness): Promise<World> {
  const { api, cells } = await createDeployment(harness, { cells: 2 });
  const [first, second] = cells;
  if (!first || !second) throw new Error('There are two cells.');
  const front = await harness.createDatabaseUrl();
  const names = [api.url, front, first.url, second.url].map(databaseOf);
  const users = new Users(api.raw, names);
  const lookerOn = await users.of('looker-on');
  await nameReaders(api.raw, lookerOn);
  await makeFront(api.raw, { front: databaseOf(front), api: databaseOf(api.url) });
  const cell: CellOptions = {
    uuid: first.uuid,
    name: 'cell1',
    url: asUser(first.url, lookerOn),
  };
  const unmapped: CellOptions = {
    uuid: second.uuid,
    name: 'cell2',
    url: asUser(second.url, lookerOn),
  };
  return {
    classifySteps: () => behind(databaseOf(front), databaseOf(api.url)),
    orders: { random: proof(3, 15), inOrder: proof(2, 15), services: proof(1, 15) },
    server: {
      findBusy: () => users.findBusy(),
      drop: (actor) => users.drop(actor),
    },
    begin: async () => {
      const earlyId = await refill(api, first, second, cell);
      return {
        cell,
        unmapped,
        earlyId,
        open: async (actor) => {
          const user = actor ? await users.of(actor.name) : lookerOn;
          return await Deployment.open({
            api: asUser(actor?.name === MAPPER ? front : api.url, user),
            ...actor?.options,
            ...(actor?.intercept && { database: { intercept: actor.intercept } }),
          });
        },
        dispose: async () => undefined,
      };
    },
    dispose: () => users.dispose(),
  };
}

/** Has whoever reads a cell mapping find his own name in place of the looker-on's. */
async function nameReaders(raw: RawDatabase, lookerOn: string): Promise<void> {
  await raw.query('RENAME TABLE cell_mappings TO stored_mappings');
  await raw.query(
    `CREATE SQL SECURITY INVOKER VIEW cell_mappings AS
     SELECT id, created_at, updated_at, uuid, name, transport_url, disabled,
       replace(database_connection, '${lookerOn}', substring_index(user(), '@', 1)) AS database_connection
     FROM stored_mappings`,
  );
}

/** Views of all tables, through which these can be read and changed. */
async function makeFront(
  raw: RawDatabase,
  { front, api }: { front: string; api: string },
): Promise<void> {
  const tables = await raw.query(
    `SELECT table_name AS name FROM information_schema.tables
     WHERE table_schema = ? AND table_type = 'BASE TABLE'`,
    api,
  );
  for (const { name } of tables) {
    const view = name === 'stored_mappings' ? 'cell_mappings' : name;
    await raw.query(
      `CREATE SQL SECURITY INVOKER VIEW ${front}.${view} AS SELECT * FROM ${api}.${name}`,
    );
  }
}

/** What goes through a view changes the table behind it. */
function behind(front: string, api: string): Classify {
  const classify = classifyServerSteps();
  return (statement) => {
    const step = classify(statement);
    return step && { ...step, database: step.database === front ? api : step.database };
  };
}

/** The users of the actors. */
class Users {
  readonly #raw: RawDatabase;
  readonly #databases: readonly string[];
  /** Other worlds have other users. */
  readonly #prefix = `w${randomBytes(4).toString('hex')}_`;
  readonly #names = new Map<string, Promise<string>>();

  constructor(raw: RawDatabase, databases: readonly string[]) {
    this.#raw = raw;
    this.#databases = databases;
  }

  /** The user of an actor; its password is the same. */
  of(actor: string): Promise<string> {
    const known = this.#names.get(actor) ?? this.#make(`${this.#prefix}${this.#names.size}`);
    this.#names.set(actor, known);
    return known;
  }

  /** The actors that have a statement in the server, and whether it waits for somebody's lock. */
  async findBusy(): Promise<Map<string, 'works' | 'waits'>> {
    const processes = (await this.#raw.query('SHOW PROCESSLIST')).filter(
      ({ User, Command }) => String(User).startsWith(this.#prefix) && Command !== 'Sleep',
    );
    const waiting = processes.length > 0 ? await waitingIds(this.#raw, processes) : new Set();
    const busy = new Map<string, 'works' | 'waits'>();
    for (const [actor, made] of this.#names) {
      const user = await made;
      for (const { Id } of processes.filter((process) => process.User === user)) {
        if (busy.get(actor) !== 'works')
          busy.set(actor, waiting.has(Number(Id)) ? 'waits' : 'works');
      }
    }
    return busy;
  }

  /**
   * Ends the connections that an actor has, and waits until their locks are gone. One that it opens meanwhile stays, and
   * learns at its first statement that the actor has crashed.
   */
  async drop(actor: string): Promise<void> {
    const user = await this.of(actor);
    const listed = 'SELECT id AS id FROM information_schema.processlist WHERE user = ?';
    const had = new Set((await this.#raw.query(listed, user)).map(({ id }) => Number(id)));
    for (let left = had; left.size > 0; ) {
      // One that has gone meanwhile is an error of the server's.
      for (const id of left) await this.#raw.query(`KILL ${id}`).catch(() => {});
      const now = (await this.#raw.query(listed, user)).map(({ id }) => Number(id));
      left = new Set(now.filter((id) => had.has(id)));
    }
  }

  async dispose(): Promise<void> {
    for (const made of this.#names.values()) await this.#raw.query(`DROP USER ${await made}`);
  }

  async #make(name: string): Promise<string> {
    await this.#raw.query(`CREATE USER ${name} IDENTIFIED BY '${name}'`);
    await this.#raw.query(`GRANT PROCESS ON *.* TO ${name}`);
    for (const database of this.#databases) {
      await this.#raw.query(`GRANT ALL ON ${database}.* TO ${name}`);
    }
    return name;
  }
}

function asUser(url: string, user: string): string {
  const named = new URL(url);
  named.username = user;
  named.password = user;
  return named.href;
}

function databaseOf(url: string): string {
  return new URL(url).pathname.slice(1);
}
