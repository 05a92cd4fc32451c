import type { QuarantineReason } from '@cellbridge/db-api';
import type { FindingKind } from '@cellbridge/migrator';
import type { NamedCell } from '@cellbridge/objects';
import { expect, expectTypeOf, test } from 'vitest';
import { defineCommand } from '../src/command.js';
import type { KINDS } from '../src/commands/db-verify.js';
import { CELL_DB_OPTION, CELL_OPTION, type REASONS } from '../src/common-options.js';
import { wholeNumber } from '../src/parse.js';
import { cellbridge } from './run.js';

let given: unknown;

const typed = defineCommand({
  path: ['typed'],
  description: 'show what a handler gets',
  arguments: {
    first: { description: 'one' },
    others: { description: 'more', isVariadic: true, isOptional: true },
  },
  options: {
    cellDb: CELL_DB_OPTION,
    cell: CELL_OPTION,
    folder: { value: 'PATH', description: 'a text' },
    name: { value: 'NAME', description: 'a text', isRequired: true },
    maxCount: { value: 'N', description: 'a number', parse: wholeNumber },
    size: { value: 'N', description: 'numbers', parse: wholeNumber, isRepeatable: true },
    keep: { value: 'SIDE', description: 'a word', choices: ['api', 'cell'] },
    dryRun: { description: 'a flag' },
    noCheck: { description: 'a flag that is off by its name' },
  },
  examples: [],
  makesApiDb: true,
  async handler({ options, arguments: words }) {
    expectTypeOf(words).toEqualTypeOf<{ readonly first: string; readonly others: string[] }>();
    expectTypeOf(options).toEqualTypeOf<{
      readonly cellDb: NamedCell[] | undefined;
      readonly cell: string[] | undefined;
      readonly folder: string | undefined;
      readonly name: string;
      readonly maxCount: number | undefined;
      readonly size: number[] | undefined;
      readonly keep: 'api' | 'cell' | undefined;
      readonly dryRun: boolean;
      readonly noCheck: boolean;
    }>();
    given = { options, words };
    return 0;
  },
});

test('a handler gets what its options and arguments declare', async () => {
  const run = async (...words: string[]) => {
    const { code, stderr } = await cellbridge({ commands: [typed] }, 'typed', ...words);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return given;
  };
  const none = { cellDb: undefined, cell: undefined, folder: undefined, size: undefined };
  expect(await run('a', '--name', 'x')).toEqual({
    words: { first: 'a', others: [] },
    options: {
      ...none,
      name: 'x',
      maxCount: undefined,
      keep: undefined,
      dryRun: false,
      noCheck: false,
    },
  });
  const lists = [
    '--cell',
    'one',
    '--cell',
    'two',
    '--size',
    '1',
    '--size',
    '2',
    '--cell-db',
    'c=u',
  ];
  const single = ['--folder', 'f', '--name', 'x', '--max-count', '7', '--keep', 'cell'];
  expect(await run(...lists, ...single, '--dry-run', '--no-check', 'a', 'b', 'c')).toEqual({
    words: { first: 'a', others: ['b', 'c'] },
    options: {
      cellDb: [{ name: 'c', url: 'u' }],
      cell: ['one', 'two'],
      folder: 'f',
      name: 'x',
      maxCount: 7,
      size: [1, 2],
      keep: 'cell',
      dryRun: true,
      noCheck: true,
    },
  });
});

test('a command without options or arguments gets none', () => {
  defineCommand({
    path: ['bare'],
    description: 'do nothing',
    examples: [],
    async handler({ options, arguments: words }) {
      expectTypeOf(options).toEqualTypeOf<Record<never, never>>();
      expectTypeOf(words).toEqualTypeOf<Record<never, never>>();
      return 0;
    },
  });
});

test('an argument that is one of some words has their type', () => {
  defineCommand({
    path: ['choice'],
    description: 'choose',
    arguments: {
      side: { description: 'a word', choices: ['api', 'cell'] },
      other: { description: 'perhaps a word', choices: ['api', 'cell'], isOptional: true },
    },
    examples: [],
    async handler({ arguments: words }) {
      expectTypeOf(words.side).toEqualTypeOf<'api' | 'cell'>();
      expectTypeOf(words.other).toEqualTypeOf<'api' | 'cell' | undefined>();
      return 0;
    },
  });
});

test('every reason of a quarantine can be asked for', () => {
  expectTypeOf<(typeof REASONS)[number]>().toEqualTypeOf<QuarantineReason>();
});

test('every kind of a finding can be asked for', () => {
  expectTypeOf<(typeof KINDS)[number]>().toEqualTypeOf<FindingKind>();
});
