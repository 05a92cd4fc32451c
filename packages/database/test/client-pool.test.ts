import { once } from 'node:events';
import { createServer } from 'node:net';
import { ConnectionError, openDatabase } from '@cellbridge/database';
import { defer, useHarness } from '@cellbridge/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ClientPool } from '../src/dialects/postgresql/client-pool.js';
import { loadPostgresqlDriver } from '../src/dialects/postgresql/driver.js';

describe('ClientPool', () => {
  const harness = useHarness('postgresql');
  afterEach(() => {
    vi.useRealTimers();
  });

  async function openPool(max: number) {
    await loadPostgresqlDriver();
    const wrap = (): { isReusable: boolean } => ({ isReusable: true });
    return new ClientPool(optionsFor(await harness.createDatabaseUrl(), max), wrap);
  }

  test('keeps a connection at hand instead of opening a second one', async () => {
    const pool = await openPool(2);
    expect(pool.takeIdle()).toBeUndefined();
    const connection = await pool.take();
    pool.give(connection);
    expect(pool.takeIdle()).toBe(connection);
    pool.give(connection);
    await pool.close();
  });

  test('closes a connection that is not reusable on return, or later', async () => {
    const pool = await openPool(1);
    const broken = await pool.take();
    broken.isReusable = false;
    pool.give(broken);
    expect(pool.takeIdle()).toBeUndefined();
    const second = await pool.take();
    expect(second).not.toBe(broken);
    pool.give(second);
    second.isReusable = false;
    expect(pool.takeIdle()).toBeUndefined();
    const third = await pool.take();
    expect(third).not.toBe(second);
    pool.give(third);
    await pool.close();
  });

  test('hands a connection to a waiting caller', async () => {
    const pool = await openPool(1);
    const connection = await pool.take();
    const waiting = pool.take();
    pool.give(connection);
    expect(pool.takeIdle()).toBeUndefined();
    expect(await waiting).toBe(connection);
    pool.give(connection);
    await pool.close();
  });

  test('does not keep an unused connection forever', async () => {
    const pool = await openPool(1);
    const connection = await pool.take();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    pool.give(connection);
    vi.advanceTimersByTime(10_000);
    expect(pool.takeIdle()).toBeUndefined();
    expect(await pool.take()).toBe(connection);
    pool.give(connection);
    await pool.close();
  });

  test('survives a server that ends an idle connection', async () => {
    const connectionString = await harness.createDatabaseUrl();
    const ended = defer<void>();
    const pool = new ClientPool(optionsFor(connectionString, 1), (client) => {
      client.once('end', () => ended.resolve());
      return { isReusable: true, client };
    });
    const connection = await pool.take();
    const { rows } = await connection.client.query('SELECT pg_backend_pid() AS pid');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    pool.give(connection);
    vi.advanceTimersByTime(10_000);
    vi.useRealTimers();
    const raw = harness.open(connectionString);
    await raw.query('SELECT pg_terminate_backend(?, 5000)', rows[0].pid);
    await ended.promise;
    const another = await pool.take();
    expect(another).not.toBe(connection);
    pool.give(another);
    await pool.close();
  });

  test('survives a server that ends a connection in the moment in which it is ready', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(READY_AND_TERMINATED));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    const opening = openDatabase(`postgresql://nova@127.0.0.1:${port}/nova`);
    const error = await opening.catch((error: unknown) => error);
    expect(error).toBeInstanceOf(ConnectionError);
    expect((error as ConnectionError).cause).toMatchObject({ code: '57P01' });
    server.close();
  });
});

/** A server's answer when it accepts a login and ends the connection at once: both arrive in one piece. */
const READY_AND_TERMINATED = Buffer.concat([
  message('R', '\0\0\0\0'),
  message('Z', 'I'),
  message('E', 'SFATAL\0C57P01\0Mterminating connection due to administrator command\0\0'),
]);

function message(type: string, body: string): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type), length, Buffer.from(body)]);
}

function optionsFor(connectionString: string, max: number) {
  return {
    description: 'postgresql:///nova',
    targets: [{ server: { host: 'localhost', port: 5432 }, tls: false as const }],
    configOf: () => ({ connectionString, max }),
    isForWriting: false,
    classify: () => new ConnectionError('It failed.'),
  };
}
