import { readFileSync } from 'node:fs';
import { CellbridgeError, describeUrl, redact } from '@cellbridge/database';
import { describe, expect, test } from 'vitest';
import { readMysqlUrl } from '../src/dialects/mysql/parse-url.js';
import { readPostgresqlUrl } from '../src/dialects/postgresql/parse-url.js';
import { serversOf } from '../src/dialects/postgresql/servers.js';
import { settingsOf } from '../src/dialects/postgresql/settings.js';
import { readSqliteUrl } from '../src/dialects/sqlite/parse-url.js';
import { parseUrl } from '../src/parse-url.js';
import { splitUrl, type UrlParts } from '../src/sqlalchemy-url.js';

/** A URL, what SQLAlchemy passes to the driver for it, and what we read. */
interface Entry {
  readonly url: string;
  /** `scripts/nova/read-urls.py` compares it with SQLAlchemy. */
  readonly sqlalchemy: Readonly<Record<string, unknown>>;
  /** `same`, something else, or a part of an error message. */
  readonly ours: 'same' | Readonly<Record<string, unknown>>;
}

const CORPUS = JSON.parse(
  readFileSync(new URL('./support/url-corpus.json', import.meta.url), 'utf8'),
) as Entry[];

/** A text in every password of the corpus, on both sides of a special character. */
const PASSWORD = /S[eé]cret/;

/** Returns everything in a URL, by the names that SQLAlchemy uses. */
function read(text: string): Record<string, unknown> {
  const { file } = parseUrl(text);
  const parts = splitUrl(text.trim()) as UrlParts;
  if (file !== null) {
    const { timeout } = readSqliteUrl(parts, '');
    return timeout === undefined ? { file } : { file, timeout };
  }
  if (/^(?:mysql|mariadb)\b/.test(text)) return readMysql(parts);
  const url = readPostgresqlUrl(parts, '');
  if (!url.parameters.has('service')) serversOf(settingsOf(url, {}), url.description);
  return Object.fromEntries(url.parameters);
}

function readMysql(parts: UrlParts): Record<string, unknown> {
  const { host, port, user, password, database, parameters } = readMysqlUrl(parts, '');
  return { host, port: String(port), user, password, database, ...Object.fromEntries(parameters) };
}

describe('A URL is read like SQLAlchemy reads it, or refused', () => {
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

  test('the shown form of a URL can be read again, with the same meaning', () => {
    for (const { url } of CORPUS) {
      const description = describeUrl(url);
      if (description !== null) expect(describeUrl(description)).toBe(description);
    }
  });
});
