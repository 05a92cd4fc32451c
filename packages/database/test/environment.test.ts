import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AuthenticationError, InvalidUrlError, openDatabase } from '@cellbridge/database';
import { useHarness } from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';

describe('The environment of libpq', () => {
  const harness = useHarness('postgresql');
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  /** Returns the parts of the URL of a new database. */
  async function parts() {
    const { username, password, hostname, port, pathname } = new URL(
      await harness.createDatabaseUrl(),
    );
    return { user: username, password, host: hostname, port, database: pathname.slice(1) };
  }

  async function ask(url: string, text: string): Promise<unknown> {
    await using database = await openDatabase(url);
    const [row] = await database.all<{ answer: unknown }>(sql.raw(`select ${text} as answer`));
    return row?.answer;
  }

  const isEncrypted = '(select ssl from pg_stat_ssl where pid = pg_backend_pid())';

  test('PGSSLMODE counts if the URL does not set it', async () => {
    const url = await harness.createDatabaseUrl();
    vi.stubEnv('PGSSLMODE', 'disable');
    expect(await ask(url, isEncrypted)).toBe(false);
    expect(await ask(`${url}?sslmode=require`, isEncrypted)).toBe(true);
    vi.stubEnv('PGSSLMODE', 'verify-full');
    await expect(ask(url, isEncrypted)).rejects.toMatchObject({ code: 'CONNECTION_FAILED' });
  });

  test.each([
    ['PGSSLMODE', 'perhaps', /The environment variable PGSSLMODE must be disable, .* Unset it/],
    ['PGHOSTADDR', '127.0.0.1', /PGHOSTADDR is not supported.*as host/],
    ['PGTARGETSESSIONATTRS', 'standby', /PGTARGETSESSIONATTRS must be any, read-write or primary/],
    ['PGSSLROOTCERT', '/nowhere/root.crt', /sslrootcert cannot be read/],
    ['PGSERVICE', 'elsewhere', /No service "elsewhere"/],
  ])('%s=%s is refused', async (variable, value, reason) => {
    const url = await harness.createDatabaseUrl();
    vi.stubEnv(variable, value);
    const error = await ask(url, '1').catch((error: unknown) => error);
    expect(error).toBeInstanceOf(InvalidUrlError);
    expect((error as Error).message).toMatch(reason);
  });

  test('PGPASSWORD, PGUSER, PGHOST and PGPORT complete a URL', async () => {
    const { user, password, host, port, database } = await parts();
    const withoutPassword = `postgresql://${user}@${host}:${port}/${database}`;
    const error = await ask(withoutPassword, '1').catch((error: unknown) => error);
    expect(error).toMatchObject({
      code: 'AUTHENTICATION_FAILED',
      message: expect.stringContaining('The server asks for a password, and none was given: give'),
    });
    vi.stubEnv('PGPASSWORD', password);
    expect(await ask(withoutPassword, '1')).toBe(1);
    vi.stubEnv('PGUSER', user);
    vi.stubEnv('PGHOST', host);
    vi.stubEnv('PGPORT', port);
    expect(await ask(`postgresql:///${database}`, 'current_database()')).toBe(database);
  });

  test('PGPASSFILE: uses the first matching line; refuses a file that others may read', async () => {
    const { user, password, host, port, database } = await parts();
    const file = join(await harness.folder(), 'passwords');
    const lines = [
      '# host:port:database:user:password',
      `${host}:${port}:another:*:wrong`,
      `*:*:no\\:such:${user}:wrong`,
      `${host}:*:${database}:${user}:${password}`,
      '*:*:*:*:wrong',
    ];
    await writeFile(file, lines.join('\n'), { mode: 0o600 });
    vi.stubEnv('PGPASSFILE', file);
    const url = `postgresql://${user}@${host}:${port}/${database}`;
    expect(await ask(url, '1')).toBe(1);
    await chmod(file, 0o644);
    const error = await ask(url, '1').catch((error: unknown) => error);
    expect(error).toBeInstanceOf(AuthenticationError);
    expect((error as Error).message).toContain(`run "chmod 600 ${file}"`);
    vi.stubEnv('PGPASSFILE', '');
    await chmod(file, 0o600);
    expect(await ask(`${url}?passfile=${file}`, '1')).toBe(1);
  });

  test('a service, from the URL and from PGSERVICE; the URL takes precedence', async () => {
    const { user, password, host, port, database } = await parts();
    const file = join(await harness.folder(), 'services');
    const entries = `host=${host}\nport=${port}\nuser=${user}\npassword=${password}\n`;
    await writeFile(
      file,
      `# services\n[other]\nhost=elsewhere\n\n[nova]\n${entries}dbname=${database}\napplication_name=a=b\n[last]\ncolour=red\n`,
    );
    vi.stubEnv('PGSERVICEFILE', file);
    expect(await ask('postgresql:///?service=nova', `current_setting('application_name')`)).toBe(
      'a=b',
    );
    vi.stubEnv('PGSERVICE', 'nova');
    expect(await ask(`postgresql:///${database}?application_name=c`, 'current_database()')).toBe(
      database,
    );
    await expect(ask('postgresql:///x?service=last', '1')).rejects.toThrow(
      /services the parameter colour is not understood/,
    );
    await expect(ask('postgresql:///?service=other', '1')).rejects.toThrow(/names a database/);
  });

  test('PGOPTIONS and PGAPPNAME reach the session', async () => {
    const url = await harness.createDatabaseUrl();
    vi.stubEnv('PGOPTIONS', '-c geqo=off');
    vi.stubEnv('PGAPPNAME', 'night shift');
    expect(await ask(url, `current_setting('geqo')`)).toBe('off');
    expect(await ask(url, `current_setting('application_name')`)).toBe('night shift');
    expect(await ask(`${url}?options=-cgeqo=on`, `current_setting('geqo')`)).toBe('on');
  });
});
