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
  return new URLSearchParams(await readForm(req)).get('token') ?? '';
}

/** A browser may go away before it has sent its form. */
async function readForm(req: Context<Environment>['req']): Promise<string> {
  try {
    return await req.text();
  } catch {
    const message = 'The form did not arrive.';
    throw new FailedRequest({ status: 400, code: 'INCOMPLETE', message });
  }
}
