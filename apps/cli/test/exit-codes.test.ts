import { CellbridgeError } from '@cellbridge/database';
import { createDeployment, forEachDialect } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import type { Command } from '../src/command.js';
import { exitCodeOf } from '../src/exit-code.js';
import { InterruptedError } from '../src/interrupted-error.js';
import { UsageError } from '../src/usage-error.js';
import { cellbridge } from './run.js';

const failing = (error: unknown): Command => ({
  path: ['fail'],
  description: 'fail',
  examples: [],
  makesApiDb: true,
  handler: () => Promise.reject(error),
});

describe('a crash', () => {
  const bug = new TypeError('postgresql://nova:secret@db/nova is undefined');

  test('ends with 255 and one line that asks for a report', async () => {
    const { code, stdout, stderr } = await cellbridge({ commands: [failing(bug)] }, 'fail');
    expect({ code, stdout }).toEqual({ code: 255, stdout: '' });
    expect(stderr).toMatch(/^cellbridge: .* This is a bug: .* report what it prints\.\n$/);
    expect(stderr).not.toContain('secret');
  });

  test('shows its stack, without passwords, if it is asked for', async () => {
    const environment = { CELLBRIDGE_DEBUG: '1' };
    const { stderr } = await cellbridge({ commands: [failing(bug)], environment }, 'fail');
    expect(stderr).toContain('exit-codes.test.ts');
    expect(stderr).not.toContain('secret');
  });

  test('is a document with --json', async () => {
    const result = await cellbridge({ commands: [failing('thrown')] }, 'fail', '--json');
    expect(result).toMatchObject({ code: 255, stderr: '' });
    expect(result.json()).toMatchObject({ error: { code: 'CRASH' } });
  });
});

/** The contract, code by code. */
const CODES = {
  1: ['INTERRUPTED'],
  2: [
    'BUSY',
    'CONSTRAINT',
    'DATABASE',
    'DISK_FULL',
    'NO_CONNECTION_LEFT',
    'SERIALIZATION',
    'TIMEOUT',
    'UNIQUE_VIOLATION',
  ],
  4: ['CELL_UNAVAILABLE'],
  127: [
    ...['AUTHENTICATION_FAILED', 'CONNECTION_FAILED', 'DATABASE_NOT_FOUND', 'DRIVER_MISSING'],
    ...['INSTANCE_GROUP_EXISTS', 'INSTANCE_GROUP_NOT_FOUND', 'INVALID_INPUT', 'INVALID_URL'],
    'INVALID_OPTION',
    ...['MISSING_TABLE', 'NOT_A_DATABASE', 'PERMISSION', 'SCHEMA_MISMATCH', 'SCHEMA_TOO_NEW'],
    ...['SEQUENCE_BEHIND', 'UNSUPPORTED_SCHEME'],
  ],
  255: ['NESTED_TRANSACTION'],
};

test.each([
  ...Object.entries(CODES).flatMap(([exitCode, codes]) =>
    codes.map((code) => [code, Number(exitCode)] as const),
  ),
  ['ONE_THAT_IS_NEW', 2] as const,
])('an error of ours, %s, ends with %i', (code, exitCode) => {
  expect(exitCodeOf({ code, [Symbol.for('cellbridge.error')]: [] })).toBe(exitCode);
});

test.each([
  [UsageError, 127],
  [InterruptedError, 1],
] as const)("the command's own %o is one of ours, and ends with %i", (ErrorClass, exitCode) => {
  const error = new ErrorClass('A sentence.');
  expect(CellbridgeError.isInstance(error)).toBe(true);
  expect(error.code).toBe(ErrorClass.code);
  expect(exitCodeOf(error)).toBe(exitCode);
});

forEachDialect('a run that fails', (harness) => {
  test('ends with 2 and says why', async () => {
    const { api, cell } = await createDeployment(harness);
    const [group] = await cell.addGroups([{ policies: ['affinity'] }]);
    const run = (...args: string[]) =>
      cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations', ...args);
    expect((await run()).code).toBe(0);
    await cell.raw.query(
      `INSERT INTO instance_group_policy (created_at, deleted, group_id, policy)
       VALUES ('2024-01-02 03:04:05', 0, ?, 'anti-affinity')`,
      group?.id ?? 0,
    );
    const failed = await run();
    expect(failed.code).toBe(2);
    expect(failed.stdout).toContain('Cell cell1: 1 live policy rows');
    expect((await run('--json')).json()).toMatchObject({
      outcome: 'failed',
      exitCode: 2,
      migrations: [{ done: 0, error: expect.stringContaining('1 live policy rows') }],
    });
  });
});
