import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { PARAMETERS as MYSQL_PARAMETERS } from '../src/dialects/mysql/parameters.js';
import { PARAMETERS } from '../src/dialects/postgresql/parameters.js';
import { SQLITE_PARAMETERS } from '../src/dialects/sqlite/parse-url.js';

const GUIDE = readFileSync(new URL('../../../docs/operators.md', import.meta.url), 'utf8');

/** Returns the rows of the table below a heading, without its head. */
function rowsBelow(heading: string): string[][] {
  const [, section = ''] = GUIDE.split(`### ${heading}\n`);
  const [text = ''] = section.split('\n#');
  return text
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** Returns the texts in backticks up to the first semicolon or colon. */
function codesOf(text: string): string[] {
  const [values = ''] = text.split(/[;:]/);
  return [...values.matchAll(/`([^`]*)`/g)].map(([, code = '']) => code);
}

describe('The guide for operators', () => {
  test('lists every parameter of PostgreSQL, with its variable and the accepted values', () => {
    const rows = rowsBelow('PostgreSQL: parameters and environment variables');
    expect(rows.map(([name]) => name).sort()).toEqual(
      Object.keys(PARAMETERS)
        .map((name) => `\`${name}\``)
        .sort(),
    );
    for (const [name = '', variable, taken = ''] of rows) {
      const parameter = PARAMETERS[name.replaceAll('`', '')];
      expect([name, variable]).toEqual([
        name,
        parameter?.variable ? `\`${parameter.variable}\`` : '',
      ]);
      expect([name, taken.startsWith('no effect')]).toEqual([name, parameter?.isIgnored ?? false]);
      expect([name, taken.startsWith('refused')]).toEqual([name, parameter?.values?.length === 0]);
      if (parameter?.values?.length)
        expect([name, codesOf(taken)]).toEqual([name, parameter.values]);
    }
  });

  test('lists every parameter of MySQL and MariaDB', () => {
    expect(rowsBelow('MySQL and MariaDB: parameters').map(([name]) => name)).toEqual(
      Object.keys(MYSQL_PARAMETERS).map((name) => `\`${name}\``),
    );
  });

  test('lists every parameter of SQLite', () => {
    expect(rowsBelow('SQLite: parameters').map(([name]) => name)).toEqual(
      Object.keys(SQLITE_PARAMETERS).map((name) => `\`${name}\``),
    );
  });
});
