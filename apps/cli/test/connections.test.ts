import { readFileSync } from 'node:fs';
import {
  createDeployment,
  startTcpProxy,
  type TestDeployment,
  useHarness,
} from '@cellbridge/testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { cellbridge } from './run.js';

const GUIDE = readFileSync(new URL('../../../docs/operators.md', import.meta.url), 'utf8');

/** The rows of the guide's table that are commands: their arguments, and two numbers of connections. */
const ROWS = [...GUIDE.matchAll(/^\| `cellbridge ([a-z -]+)` \| (\d+) \| (\d+) \| \d+ \|$/gm)].map(
  ([, command = '', ofApi, ofCell]) => [command, Number(ofApi), Number(ofCell)] as const,
);

describe('The number of connections that the guide names', () => {
  const harness = useHarness('postgresql');
  let databases: TestDeployment;
  beforeAll(async () => {
    databases = await createDeployment(harness, { cells: 2 });
    for (const [index, cell] of databases.cells.entries()) {
      const groups = Array.from({ length: 60 }, (_, number) => ({
        uuid: `5e0f0000-0000-4000-8000-${index}000000000${String(number).padStart(2, '0')}`,
        members: ['a', 'b'],
      }));
      await cell.addGroups(groups);
    }
  });

  test('is there for each kind of command', () => {
    expect(ROWS.map(([command]) => command)).toEqual([
      'api-db sync',
      'db sync',
      'status',
      'group list',
      'db online-data-migrations',
      'db verify',
    ]);
  });

  test.each(ROWS)('is enough for %s: %i and %i', async (command, ofApi, ofCell) => {
    await using api = await startTcpProxy(databases.api.url);
    const proxies = [];
    for (const { uuid, url } of databases.cells) {
      const proxy = await startTcpProxy(url);
      proxies.push(proxy);
      const change = 'UPDATE cell_mappings SET database_connection = ? WHERE uuid = ?';
      await databases.api.raw.query(change, proxy.url, uuid);
    }
    // So that there are batches enough to work on several at once.
    const size = command.endsWith('migrations') ? ['--batch-size', '5'] : [];
    const { code, stderr } = await cellbridge({ apiUrl: api.url }, ...command.split(' '), ...size);
    const ofCells = proxies.map(({ mostAtOnce }) => mostAtOnce);
    for (const proxy of proxies) await proxy[Symbol.asyncDispose]();
    expect(code, stderr).toBe(0);
    expect(api.mostAtOnce).toBeGreaterThan(0);
    expect(api.mostAtOnce).toBeLessThanOrEqual(ofApi);
    for (const number of ofCells) expect(number).toBeLessThanOrEqual(ofCell);
  });
});
