import { inspect } from 'node:util';
import { redact } from './redact.js';

/**
 * A value as a message names it: on one line, not endless, and without a password. What an object holds is
 * not shown, for that may be a URL in parts.
 */
export function quote(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? redact(JSON.stringify(value)) : inspect(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
