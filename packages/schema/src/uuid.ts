/**
 * Uuids as Nova takes them. Most databases hold them in one form, lower case with hyphens. Some hold other
 * spellings, which came from a case-insensitive collation or an import. Rows are told apart by the bytes of
 * their uuids, but a caller may spell a uuid in another way.
 */

/** The spelling of nearly all uuids in databases. */
const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Returns whether a text has the form of a uuid, like oslo's `is_uuid_like`: any case, variant and hyphens. */
export function isUuidLike(text: string): boolean {
  if (typeof text !== 'string') return false;
  return CANONICAL.test(text) || /^[0-9a-f]{32}$/.test(digitsOf(text));
}

/** Returns the usual spelling of a uuid, lower case with hyphens. Returns a text that is no uuid unchanged. */
export function canonicalUuid(text: string): string {
  if (CANONICAL.test(text) || !isUuidLike(text)) return text;
  return digitsOf(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The spellings with which a uuid is looked up. */
export interface UuidSpellings {
  /** As given. */
  readonly exact: string;
  /** In lower case, with hyphens. */
  readonly canonical: string;
  /** In capitals, with hyphens. */
  readonly capitals: string;
  /** In lower case, without hyphens. */
  readonly digits: string;
  /** In capitals, without hyphens. */
  readonly capitalDigits: string;
}

/** Returns the spellings with which databases may hold a uuid; a text that is no uuid has only one. */
export function uuidSpellings(text: string): UuidSpellings {
  if (!isUuidLike(text)) {
    return { exact: text, canonical: text, capitals: text, digits: text, capitalDigits: text };
  }
  const canonical = canonicalUuid(text);
  const digits = digitsOf(text);
  const capitals = canonical.toUpperCase();
  return { exact: text, canonical, capitals, digits, capitalDigits: digits.toUpperCase() };
}

/** Normalizes like oslo: without `urn:`, `uuid:`, braces and hyphens, in lower case. */
function digitsOf(text: string): string {
  return text
    .replaceAll('urn:', '')
    .replaceAll('uuid:', '')
    .replace(/^[{}]+|[{}]+$/g, '')
    .replaceAll('-', '')
    .toLowerCase();
}
