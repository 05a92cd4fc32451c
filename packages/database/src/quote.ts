import { inspect } from 'node:util';

/** A value as a message names it: on one line, and not endless. */
export function quote(value: unknown): string {
  const text =
    typeof value === 'string'
      ? JSON.stringify(value)
      : inspect(value, { depth: 0, breakLength: Number.POSITIVE_INFINITY });
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
