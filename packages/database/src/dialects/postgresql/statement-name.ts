import { createHash } from 'node:crypto';

/** More texts than this are not met in practice; further ones are prepared anew at each execution. */
const MOST = 500;

/** A server cuts names after 63 bytes. */
const LENGTH = 40;

const names = new Map<string, string>();

/** What begins or ends a transaction: there is nothing to plan, and several in one text cannot be prepared. */
const CONTROL = /^(?:begin|commit|rollback)\b/;

/**
 * The name under which a statement is prepared on each connection that meets it: a digest of its text,
 * so that one name is the same statement for everybody, in whichever session it is met. Texts do not
 * depend on the number of rows or values, so there are few.
 */
export function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST || CONTROL.test(text)) return known;
  const name = `cellbridge_${createHash('sha256').update(text).digest('hex').slice(0, LENGTH)}`;
  names.set(text, name);
  return name;
}
