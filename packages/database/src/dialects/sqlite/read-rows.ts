import { textOf, withoutNul } from '../../readable.js';

/**
 * Makes text of what SQLite keeps in a column of text, whatever that is: bytes are the text that they are
 * in UTF-8. No column of Nova's or ours holds bytes. The rows are changed in place.
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
