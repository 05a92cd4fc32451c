/** More texts than this are not met in practice; further ones are prepared anew at each execution. */
const MOST = 500;

const names = new Map<string, string>();

/** What begins or ends a transaction: there is nothing to plan, and several in one text cannot be prepared. */
const CONTROL = /^(?:begin|commit|rollback)\b/;

/**
 * The name under which a statement is prepared on each connection that meets it. Texts do not depend
 * on the number of rows or values, so there are few.
 */
export function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST || CONTROL.test(text)) return known;
  const name = `cellbridge_${names.size + 1}`;
  names.set(text, name);
  return name;
}
