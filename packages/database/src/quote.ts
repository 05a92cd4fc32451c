import { inspect } from 'node:util';
import { redact } from './redact.js';

/**
 * Returns a value for a message: on one line, shortened, and without a password. Hides the content of an
 * object, which may be a URL in parts.
 */
export function quote(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null) return 'an object';
  const text = typeof value === 'string' ? redact(JSON.stringify(value)) : inspect(value);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
