/** An encoding as PostgreSQL names it, in a message in any language. */
const ENCODING = /\b[A-Z][A-Z0-9_]{2,}\b/g;

interface ServerError {
  readonly code?: unknown;
  readonly message?: unknown;
}

/**
 * Returns the remedy if the server cannot send a stored text as UTF-8: its bytes mean nothing in the database's
 * encoding. A given text that the server cannot store has the same SQLSTATE, but names the encodings the other
 * way round.
 *
 * @returns `undefined` for any other error.
 */
export function adviceForStoredText(error: unknown): string | undefined {
  const { code, message } = (error ?? {}) as ServerError;
  if (code !== '22P05' && code !== '22021') return undefined;
  const encodings: readonly string[] = String(message).match(ENCODING) ?? [];
  const isStored = code === '22P05' ? encodings.at(-1) === 'UTF8' : !encodings.includes('UTF8');
  if (!isStored) return undefined;
  return `A row holds text that is none in the encoding of the database: ${message}. Find it with a client whose client_encoding is SQL_ASCII, and correct it.`;
}
