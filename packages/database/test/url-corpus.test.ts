import { readFileSync } from 'node:fs';
import { CellbridgeError, describeUrl, redact } from '@cellbridge/database';
import { describe, expect, test } from 'vitest';
import { readPostgresqlUrl } from '../src/dialects/postgresql/parse-url.js';
import { serversOf } from '../src/dialects/postgresql/servers.js';
import { settingsOf } from '../src/dialects/postgresql/settings.js';
import { readSqliteUrl } from '../src/dialects/sqlite/parse-url.js';
import { parseUrl } from '../src/parse-url.js';
import { splitUrl, type UrlParts } from '../src/sqlalchemy-url.js';

/** A URL, what SQLAlchemy hands on to the driver for it, and what is read here. */
interface Entry {
  readonly url: string;
  /** `scripts/nova/read-urls.py` holds it against SQLAlchemy. */
  readonly sqlalchemy: Readonly<Record<string, unknown>>;
  /** `same`, something else, or a part of the message of an error. */
  readonly ours: 'same' | Readonly<Record<string, unknown>>;
}

const CORPUS = JSON.parse(
  readFileSync(new URL('./support/url-corpus.json', import.meta.url), 'utf8'),
) as Entry[];

/** What is in every password of the corpus, on both sides of a character that is not plain. */
const PASSWORD = /S[eé]cret/;

/** All that a URL says, by the names that SQLAlchemy uses. */
function read(text: string): Record<string, unknown> {
  const { file } = parseUrl(text);
  const parts = splitUrl(text.trim()) as UrlParts;
  if (file !== null) {
    const { timeout } = readSqliteUrl(parts, '');
    return timeout === undefined ? { file } : { file, timeout };
  }
  const url = readPostgresqlUrl(parts, '');
  if (!url.parameters.has('service')) serversOf(settingsOf(url, {}), url.description);
  return Object.fromEntries(url.parameters);
}

describe('A URL is read as SQLAlchemy reads it, or refused', () => {
  test.each(CORPUS)('$url', ({ url, sqlalchemy, ours }) => {
    if (ours !== 'same' && 'error' in ours) {
      expect(() => read(url)).toThrow(String(ours.error));
      return;
    }
    expect(read(url)).toEqual(ours === 'same' ? sqlalchemy : ours);
  });

  test.each(CORPUS)('no part of the password of $url is shown', ({ url }) => {
    const description = describeUrl(url) ?? '';
    expect(description).not.toMatch(PASSWORD);
    expect(redact(description)).toBe(description);
    try {
      read(url);
    } catch (error) {
      expect(error).toBeInstanceOf(CellbridgeError);
      expect((error as Error).message).not.toMatch(PASSWORD);
    }
  });

  test('what is shown of a URL can be read again, and says the same', () => {
    for (const { url } of CORPUS) {
      const description = describeUrl(url);
      if (description !== null) expect(describeUrl(description)).toBe(description);
    }
  });
});
