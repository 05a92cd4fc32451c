import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { COMMANDS } from '../src/commands/index.js';
import { cellbridge } from './run.js';

const GROUP = '5e0f0000-0000-4000-8000-000000000001';
const OTHER = '5e0f0000-0000-4000-8000-000000000002';
const QUARANTINED = '5e0f0000-0000-4000-8000-000000000003';
const NEW_CELL = ['--name', 'new', '--database-connection', 'sqlite:///new.sqlite'];
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

/** Every command, in an order in which each has something to do, with its exit code. */
const CALLS: readonly (readonly [path: string, exitCode: number, ...rest: string[]])[] = [
  ['api-db sync', 0],
  ['api-db version', 0],
  ['db sync', 0],
  ['db version', 0],
  ['group create', 0, 'web', '--uuid', GROUP],
  ['group add-member', 0, GROUP, 'a', 'b'],
  ['group remove-member', 0, GROUP, 'b'],
  ['group show', 0, GROUP],
  ['group list', 0],
  ['group delete', 0, GROUP],
  ['db online-data-migrations', 3],
  ['status', 0],
  ['quarantine list', 0],
  ['quarantine show', 0, QUARANTINED],
  ['quarantine retry', 3],
  ['quarantine resolve', 0, QUARANTINED, '--keep', 'api'],
  ['db verify', 0],
  ['cell create', 0, ...NEW_CELL, '--no-check'],
  ['cell list', 0],
  ['cell delete', 0, 'new', '--force'],
  ['demo', 0, '--groups', '20', '--folder', 'demo'],
];

test('every command is called', () => {
  const called = CALLS.map(([path]) => path).sort();
  expect(called).toEqual(COMMANDS.map(({ path }) => path.join(' ')).sort());
});

forEachDialect('--json', (harness) => {
  test('prints one document and nothing else, whatever the command', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{ uuid: OTHER }, { uuid: QUARANTINED, name: 'in the cell' }]);
    await api.addGroups([{ uuid: QUARANTINED, name: 'in the API database' }]);
    const options = { apiUrl: api.url, folder: await harness.folder() };
    for (const [path, exitCode, ...rest] of CALLS) {
      const args = [...path.split(' '), ...rest, '--json'];
      const { code, stdout, stderr } = await cellbridge(options, ...args);
      expect({ path, code, stderr }).toEqual({ path, code: exitCode, stderr: '' });
      expect(JSON.parse(stdout)).toBeTypeOf('object');
    }
  });

  test('has time stamps as ISO 8601 also in the quarantine', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{ uuid: QUARANTINED, name: 'in the cell' }]);
    await api.addGroups([{ uuid: QUARANTINED, name: 'in the API database' }]);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args, '--json');
    await run('db', 'online-data-migrations');
    const shown = { createdAt: expect.stringMatching(ISO), resolvedAt: null };
    expect((await run('quarantine', 'list')).json()).toMatchObject([shown]);
    expect((await run('quarantine', 'show', QUARANTINED)).json()).toMatchObject([{ entry: shown }]);
    await run('quarantine', 'resolve', QUARANTINED, '--keep', 'cell');
    const resolved = { resolution: 'cell', resolvedAt: expect.stringMatching(ISO) };
    expect((await run('quarantine', 'list', '--all')).json()).toMatchObject([resolved]);
  });
});

describe('an error with --json', () => {
  test.each([
    [['status', '--nonsense'], 'INVALID_INPUT'],
    [['group'], 'INVALID_INPUT'],
    [['db', 'online-data-migrations', '--max-count', '0'], 'INVALID_INPUT'],
    [['status', '--api-db', 'oracle://scott:tiger@h/d'], 'UNSUPPORTED_SCHEME'],
    [['status', '--api-db', 'sqlite:////nowhere/at/all.sqlite'], 'DATABASE_NOT_FOUND'],
  ])('%j is one document', async (args, code) => {
    const result = await cellbridge({}, ...args, '--json');
    expect(result).toMatchObject({ code: 127, stderr: '' });
    expect(result.json()).toEqual({ error: { code, message: expect.stringMatching(/\.$/) } });
    expect(result.stdout).not.toContain('tiger');
  });

  test('that comes after the document has begun leaves it unfinished, and goes beside it', async () => {
    const { code, stdout, stderr } = await cellbridge(
      {
        commands: [
          {
            path: ['fail'],
            description: 'fail',
            examples: [],
            handler: async ({ output }) => {
              output.raw('[');
              throw new TypeError('it broke');
            },
          },
        ],
      },
      ...['fail', '--json'],
    );
    expect({ code, stdout }).toEqual({ code: 255, stdout: '[' });
    expect(stderr).toContain('It broke.');
  });
});
