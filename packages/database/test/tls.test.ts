import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { type CellbridgeError, ConnectionError, openDatabase } from '@cellbridge/database';
import { onDialect, startTcpProxy, useHarness } from '@cellbridge/testing';
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

onDialect('mysql', 'TLS', (harness) => {
  /** The certificate that the server shows, which no authority has signed. */
  async function certificateOf(url: string): Promise<X509Certificate> {
    const { createConnection } = await import('mysql2');
    const connection = createConnection({ uri: url, ssl: { rejectUnauthorized: false } });
    await once(connection, 'connect');
    const { stream } = connection as unknown as { stream: TLSSocket };
    const { raw } = stream.getPeerCertificate();
    connection.destroy();
    return new X509Certificate(raw);
  }

  test('takes a certificate for the IP address or the name in the URL, and no other', async () => {
    const url = new URL(await harness.createDatabaseUrl());
    const certificate = await certificateOf(url.href);
    const file = join(await harness.folder(), 'ca.pem');
    await writeFile(file, certificate.toString());
    const outcomes: Record<string, boolean> = {};
    for (const host of ['127.0.0.1', 'localhost']) {
      url.hostname = host;
      const opening = openDatabase(`${url.href}?ssl_ca=${file}`);
      const database = await opening.catch((error: unknown) => error);
      outcomes[host] = !(database instanceof Error);
      if (database instanceof Error) expect(database.message).toMatch(/certificate/i);
      else await (database as Awaited<typeof opening>).close();
    }
    expect(outcomes).toEqual({
      '127.0.0.1': certificate.checkIP('127.0.0.1') !== undefined,
      localhost: certificate.checkHost('localhost') !== undefined,
    });
  });

  test('is used where the URL asks for it', async () => {
    await using database = await openDatabase(`${await harness.createDatabaseUrl()}?ssl=true`);
    const [status] = await database.all<{ Value: string }>(
      sql`show session status like 'Ssl_version'`,
    );
    expect(status?.Value).toMatch(/^TLS/);
  });
});
