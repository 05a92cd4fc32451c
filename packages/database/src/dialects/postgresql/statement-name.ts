import { createHash } from 'node:crypto';

/** How many texts get a name; further ones are prepared at each execution. In practice there are fewer. */
const MAX_STATEMENT_NAMES = 500;

/** A server cuts names after 63 bytes. */
const NAME_CHARACTERS = 40;

const names = new Map<string, string>();

/** A statement that begins or ends a transaction: it needs no plan, and a text with several cannot be prepared. */
const CONTROL = /^(?:begin|commit|rollback)\b/;

/**
 * Returns the name under which a statement is prepared on each connection: a digest of its text, so that the
 * same name means the same statement in every session. Texts do not depend on the number of rows or values, so
 * there are few.
 */
export function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MAX_STATEMENT_NAMES || CONTROL.test(text)) return known;
  const name = `cellbridge_${createHash('sha256').update(text).digest('hex').slice(0, NAME_CHARACTERS)}`;
  names.set(text, name);
  return name;
}
