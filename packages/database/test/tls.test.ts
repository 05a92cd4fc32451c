import { type CellbridgeError, ConnectionError, openDatabase } from '@cellbridge/database';
import { startTcpProxy, useHarness } from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';

describe('TLS of postgresql', () => {
  const harness = useHarness('postgresql');
  const isEncrypted = sql`select ssl as on from pg_stat_ssl where pid = pg_backend_pid()`;

  test.each([
    ['', true],
    ['?ssl=true', true],
    ['?ssl=require', true],
    ['?ssl=false', false],
    ['?sslmode=disable', false],
    ['?sslmode=allow', false],
    ['?sslmode=prefer', true],
    ['?sslmode=require', true],
  ])('the server supports it: %j', async (query, expected) => {
    await using database = await openDatabase((await harness.createDatabaseUrl()) + query);
    expect(await database.all(isEncrypted)).toEqual([{ on: expected }]);
  });

  test.each(['verify-ca', 'verify-full'])(
    'sslmode=%s refuses an untrusted certificate',
    async (mode) => {
      const url = `${await harness.createDatabaseUrl()}?sslmode=${mode}`;
      const error = await openDatabase(url).catch((error: unknown) => error);
      expect(error).toBeInstanceOf(ConnectionError);
      expect((error as ConnectionError).message).toMatch(/certificate.*sslmode/);
    },
  );

  test.each([
    ['', [{ on: false }]],
    ['?sslmode=prefer', [{ on: false }]],
    ['?sslmode=require', 'CONNECTION_FAILED'],
    ['?ssl=true', 'CONNECTION_FAILED'],
  ])('the server does not support it: %j', async (query, expected) => {
    const url = await harness.createDatabaseUrl();
    await using proxy = await startTcpProxy(url, { refusesTls: true });
    const attempt = openDatabase(proxy.url + query);
    const database = await attempt.catch((error: CellbridgeError) => error.code);
    if (typeof database === 'string') {
      expect(database).toBe(expected);
      return;
    }
    expect(await database.all(isEncrypted)).toEqual(expected);
    await database.close();
  });

  test('the tls option takes precedence over the URL', async () => {
    const url = `${await harness.createDatabaseUrl()}?sslmode=disable`;
    await using database = await openDatabase(url, { tls: { rejectUnauthorized: false } });
    expect(await database.all(isEncrypted)).toEqual([{ on: true }]);
  });
});
