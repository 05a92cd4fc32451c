import { setTimeout } from 'node:timers/promises';
import type { DialectName } from '@cellbridge/database';
import { TEST_DIALECTS } from './dialects/index.js';
import { startTcpProxy, type TcpProxy } from './faults/tcp-proxy.js';
import { Harness } from './harness.js';
import type { RawDatabase } from './raw/raw-database.js';

/** A server and its replica, which are the test's own. */
export interface Replication extends AsyncDisposable {
  /** Makes databases on the server that writes. */
  readonly harness: Harness;
  /** Leads to the replica, as a user who may do everything. */
  readonly replica: RawDatabase;
  /** What the replica reaches the other one through. */
  readonly link: TcpProxy;
  /** Resolves once the replica has carried out what was written before. */
  caughtUp(): Promise<void>;
  /** Has the replica carry out nothing of what it receives. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Makes the replica a server of its own. */
  promote(): Promise<void>;
}

/** Starts a server and its replica. @throws Error where databases have no replicas. */
export async function startReplication(dialect: DialectName): Promise<Replication> {
  const { replication: kit, openRaw } = TEST_DIALECTS[dialect];
  if (!kit) throw new Error('These databases have no replicas.');
  const primary = await kit.startPrimary();
  const link = await startTcpProxy(primary.url);
  const server = await kit.startReplica(link.url).catch(async (error: unknown) => {
    await link[Symbol.asyncDispose]();
    await primary.stop();
    throw error;
  });
  const replica = openRaw(server.url);
  const harness = new Harness(dialect, kit.servers(primary.url));
  return {
    harness,
    replica,
    link,
    async caughtUp() {
      const { pathname } = new URL(await harness.createDatabaseUrl());
      const url = Object.assign(new URL(server.url), { pathname }).href;
      while (!(await hasDatabase(openRaw(url)))) await setTimeout(10);
    },
    async pause() {
      await replica.query(kit.pause);
    },
    async resume() {
      await replica.query(kit.resume);
    },
    async promote() {
      for (const statement of kit.promote) await replica.query(statement);
    },
    async [Symbol.asyncDispose]() {
      await harness.cleanup();
      await replica.close();
      await server.stop();
      await link[Symbol.asyncDispose]();
      await primary.stop();
    },
  };
}

async function hasDatabase(raw: RawDatabase): Promise<boolean> {
  try {
    await raw.query('SELECT 1');
    return true;
  } catch {
    return false;
  } finally {
    await raw.close();
  }
}
