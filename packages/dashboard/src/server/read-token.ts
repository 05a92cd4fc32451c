import type { Context } from 'hono';
import type { Environment } from './environment.js';
import { FailedRequest } from './failure.js';

/** How many bytes the form may have. */
const MOST_BYTES = 4_096;

/** Reads the token of a link, or of the form. Empty: none was given. */
export async function readToken({ req }: Context<Environment>): Promise<string> {
  if (req.method !== 'POST') return req.query('token') ?? '';
  // A browser says how long its form is.
  const length = Number(req.header('Content-Length') ?? Number.POSITIVE_INFINITY);
  if (!(length <= MOST_BYTES)) {
    throw new FailedRequest({ status: 413, code: 'TOO_LARGE', message: 'This is no token.' });
  }
  return new URLSearchParams(await req.text()).get('token') ?? '';
}
