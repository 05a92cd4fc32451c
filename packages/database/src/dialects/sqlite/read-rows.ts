import { textOf, withoutNul } from '../../readable.js';

/**
 * Turns what SQLite keeps in a text column into text: bytes become the UTF-8 text that they hold. No column of
 * Nova or ours is meant to hold bytes. Changes the rows in place.
 */
export function readRows(rows: unknown[]): unknown[] {
  for (const row of rows) {
    if (Array.isArray(row)) {
      for (let column = 0; column < row.length; column += 1) row[column] = read(row[column]);
    } else {
      const named = row as Record<string, unknown>;
      for (const name of Object.keys(named)) named[name] = read(named[name]);
    }
  }
  return rows;
}

function read(value: unknown): unknown {
  if (typeof value === 'string') return withoutNul(value);
  return value instanceof Uint8Array ? textOf(value) : value;
}
