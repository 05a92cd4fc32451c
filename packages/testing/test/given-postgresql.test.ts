import { expect, test } from 'vitest';
import { checkGivenServer } from '../src/dialects/postgresql/given-server.js';
import { useHarness } from '../src/index.js';

const harness = useHarness('postgresql');

test('a server that has what tests need says its version', async () => {
  expect(await checkGivenServer(await harness.createDatabaseUrl())).toMatch(/^1[4-9]\./);
});

test('one that lacks something says what', async () => {
  const url = new URL(await harness.createDatabaseUrl());
  const name = url.pathname.slice(1);
  await harness.open(url.href).query(`CREATE ROLE ${name} LOGIN PASSWORD 'p'`);
  url.username = name;
  url.password = 'p';
  await expect(checkGivenServer(url.href)).rejects.toThrow(/lacks what tests need: a superuser\.$/);
  await harness.open(await harness.createDatabaseUrl()).query(`DROP ROLE ${name}`);
});
