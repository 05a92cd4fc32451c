/**
 * Uuids as Nova takes them. Most databases hold them in one form, lower case with hyphens; some hold
 * other spellings, which came in through a case-insensitive collation or an import. A row is told from
 * others by the bytes of its uuid; whoever asks for it may spell the uuid in another way.
 */

/** How databases spell nearly all of them. */
const CANONICAL = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text has the form of a uuid, as oslo's `is_uuid_like` says: any case, variant and hyphens. */
export function isUuidLike(text: string): boolean {
  if (typeof text !== 'string') return false;
  return CANONICAL.test(text) || /^[0-9a-f]{32}$/.test(digitsOf(text));
}

/** The usual spelling of a uuid, lower case with hyphens; what is none is given back as it is. */
export function canonicalUuid(text: string): string {
  if (CANONICAL.test(text) || !isUuidLike(text)) return text;
  return digitsOf(text).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The spellings under which a uuid is looked for. */
export interface UuidSpellings {
  /** As it was asked for. */
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

/** The spellings under which databases may hold a uuid; a text that is none has one. */
export function uuidSpellings(text: string): UuidSpellings {
  if (!isUuidLike(text)) {
    return { exact: text, canonical: text, capitals: text, digits: text, capitalDigits: text };
  }
  const canonical = canonicalUuid(text);
  const digits = digitsOf(text);
  const capitals = canonical.toUpperCase();
  return { exact: text, canonical, capitals, digits, capitalDigits: digits.toUpperCase() };
}

/** As oslo does: without `urn:`, `uuid:`, braces around it and hyphens, in lower case. */
function digitsOf(text: string): string {
  return text
    .replaceAll('urn:', '')
    .replaceAll('uuid:', '')
    .replace(/^[{}]+|[{}]+$/g, '')
    .replaceAll('-', '')
    .toLowerCase();
}
