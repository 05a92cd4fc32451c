import { expect, test } from 'vitest';
import { findDifferences, linesOf, type Outcome } from '../nova/outcome.js';
import { renderTable } from '../nova/table.js';

const ARCHIVER = 'nova-manage db archive_deleted_rows';

/** What the archiver does where it takes `members`, and there were that many. */
function archived(members: number, changes: Partial<Outcome> = {}): Outcome {
  const lines = [`API_DB.instance_group_member | ${members}`, 'cell1.instances | 11'];
  const rows = { 'API_DB.instance_group_member': members };
  return { command: ARCHIVER, code: 1, lines, rows, ...changes };
}

test('an output keeps what a command says, and loses what differs from run to run', () => {
  const output = `2026-11-28 13:32:10.091 13769 INFO alembic [None req-5aa8b490-7fc3-4055-8395-7a7e52372b5e - -] Running.\x1b[00m
Archiving..2 done
+-----------+------+
| Table     | Rows |
+-----------+------+
| instances | 11   |
+-----------+------+
Cell 65ee761c-5d6f-4b61-a25e-2d707e26133a(cell1): cellbridge_947a6bdc72b3fcae
`;
  expect(linesOf(output)).toEqual([
    'INFO alembic Running.',
    'Archiving..2 done',
    'Table | Rows',
    'instances | 11',
    'Cell UUID(cell1): DATABASE',
  ]);
});

test('a command may take more rows where more were soft-deleted or moved, if those were there', () => {
  expect(findDifferences([archived(1)], [archived(11)])).toEqual([]);
});

test('another exit code, another output, and numbers that are not those of the rows are differences', () => {
  const differencesOf = (changes: Partial<Outcome>) =>
    findDifferences([archived(1)], [archived(11, changes)]).join('\n');
  expect(differencesOf({ code: 255 })).toBe(`${ARCHIVER}: exit code 255 instead of 1`);
  expect(differencesOf({ rows: { 'API_DB.instance_group_member': 12 } })).toBe(
    `${ARCHIVER}: API_DB.instance_group_member | 11, but there were 12`,
  );
  const other = ['API_DB.instance_group_member | 11', 'cell1.instances | 10'];
  expect(differencesOf({ lines: other })).toContain('it wrote');
  expect(differencesOf({ lines: [...archived(11).lines, 'cell1.instance_groups | 3'] })).toContain(
    'it wrote',
  );
  expect(findDifferences([], [archived(1)])).toEqual([
    `${ARCHIVER}: it was not run without Cellbridge`,
  ]);
});

test('the table tells the first situation in full, and of others what is different', () => {
  const columns = [
    { name: 'before', outcomes: [archived(1), archived(0, { lines: [], code: 0 })] },
    { name: 'after', outcomes: [archived(11), archived(0, { lines: [], code: 0 })] },
  ];
  expect(renderTable(columns).split('\n')).toEqual([
    '| command | before | after |',
    '| --- | --- | --- |',
    `| \`${ARCHIVER}\` | 1: 1 \`API_DB.instance_group_member\`, 11 \`cell1.instances\` | the same, but 11 \`API_DB.instance_group_member\` |`,
    '| once more | 0 | the same |',
  ]);
});
