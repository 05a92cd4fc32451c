import { expect, test } from 'vitest';
import { isSupported, prepareGivenServer } from '../src/dialects/mysql/given-server.js';
import { onDialect } from '../src/index.js';

onDialect('mysql', 'A given server', (harness) => {
  test('that has what tests need says its version', async () => {
    expect(await prepareGivenServer(await harness.createDatabaseUrl())).toMatch(/^\d+\.\d+\.\d+/);
  });

  test('that lacks something says what', async () => {
    const { name, url } = await harness.createRole(await harness.createDatabaseUrl());
    const server = new URL(url);
    server.pathname = '';
    await expect(prepareGivenServer(server.href)).rejects.toThrow(
      /lacks what tests need: all rights, and the right to grant them\.$/,
    );
    const root = harness.open(await harness.createDatabaseUrl());
    await root.query(`GRANT ALL PRIVILEGES ON *.* TO ${name} WITH GRANT OPTION`);
    expect(await prepareGivenServer(server.href)).toMatch(/^\d+\.\d+\.\d+/);
  });
});

test.each([
  ['10.11.19-MariaDB-0+deb12u1', true],
  ['10.6.0-MariaDB', true],
  ['11.4.8-MariaDB-ubu2404', true],
  ['10.5.28-MariaDB', false],
  ['8.0.30', true],
  ['8.4.3', true],
  ['9.0.1-commercial', true],
  ['8.0.29-0ubuntu0.22.04.1', false],
  ['5.7.44', false],
])('version %s: %s', (version, supported) => {
  expect(isSupported(version)).toBe(supported);
});
