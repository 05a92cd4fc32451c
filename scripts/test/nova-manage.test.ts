import { expect, test } from 'vitest';
import { compareLines, findDifferences, linesOf, type Outcome } from '../nova/outcome.js';

const ARCHIVER = 'nova-manage db archive_deleted_rows';

/** What the archiver did, where there were that many members for it to take. */
function archived(members: number, changes: { code?: number; output?: string } = {}): Outcome {
  const { code = 1, output = `| API_DB.instance_group_member | ${members} |` } = changes;
  const rows = { 'API_DB.instance_group_member': members };
  return { command: ARCHIVER, code, lines: linesOf(output, rows) };
}

test('what differs from run to run is left out', () => {
  const output = `2026-11-28 13:32:10.091 13769 INFO alembic [None req-5aa8b490-7fc3-4055-8395-7a7e52372b5e - -] Running.\x1b[00m
+-----------+------+
| Table     | Rows |
| instances | 11   |
+-----------+------+
Cell 65ee761c-5d6f-4b61-a25e-2d707e26133a(cell1): cellbridge_947a6bdc72b3fcae
`;
  expect(linesOf(output, {})).toEqual([
    'INFO alembic Running.',
    'Table | Rows',
    'instances | 11',
    'Cell UUID(cell1): DATABASE',
  ]);
});

test('a command may take more rows where there are more, but must take all of them', () => {
  const differencesOf = (actual: Outcome) => findDifferences([archived(1)], [actual]);
  expect(differencesOf(archived(11))).toEqual([]);
  const some = archived(11, { output: '| API_DB.instance_group_member | 10 |' });
  expect(differencesOf(some)).toEqual([expect.stringContaining('instance_group_member | 10')]);
  const failed = archived(11, { code: 255 });
  expect(differencesOf(failed)).toEqual([expect.stringContaining('exit code 255')]);
});

test('groups that are missing, there twice or not as before are named', () => {
  expect(compareLines(['a', 'b'], ['b', 'a'])).toEqual([]);
  expect(compareLines(['a', 'b', 'c'], ['a', 'a', 'c changed']).sort()).toEqual([
    'missing: b',
    'missing: c',
    'not expected: a',
    'not expected: c changed',
  ]);
});
