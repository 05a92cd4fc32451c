import { ConstraintError } from './errors/constraint-error.js';
import { withoutNul } from './readable.js';

type Value = string | number | null | undefined;

/** What JSON can hold but a text of a database cannot: a NUL, and half of a surrogate pair. */
const SUSPICIOUS = /\\u(?:0000|d[89a-f])/;

/**
 * Returns one parameter that holds any number of values, as JSON.
 *
 * @throws ConstraintError if one of them holds a NUL character.
 */
export function jsonDocument(values: readonly Value[] | readonly (readonly Value[])[]): string {
  const text = JSON.stringify(values);
  if (!SUSPICIOUS.test(text)) return text;
  return JSON.stringify(values, (_key, value: unknown) => {
    if (typeof value !== 'string') return value;
    refuseNul(value);
    return value.toWellFormed();
  });
}

/** Parses a JSON document of the database, and reads its texts like those of a connection. */
export function parseDocument(text: string): unknown {
  if (!text.includes('\\u0000')) return JSON.parse(text);
  return JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'string' ? withoutNul(value) : value,
  );
}

/** @throws ConstraintError if a text holds a NUL character; PostgreSQL refuses it too. */
export function refuseNul(text: string): void {
  if (text.includes('\0')) {
    throw new ConstraintError('A text holds a NUL character, which no database takes.');
  }
}
