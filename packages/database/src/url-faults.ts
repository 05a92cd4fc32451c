import { InvalidUrlError } from './errors/invalid-url-error.js';
import type { UrlParts } from './sqlalchemy-url.js';

/**
 * Refuses a URL of a server if a part of the password may have been taken for something else.
 *
 * @param kind how the error names it: `postgresql`.
 * @throws InvalidUrlError
 */
export function refuseMisread(
  { user = '', password = '', hasStrayAt }: UrlParts,
  kind: string,
): void {
  if (hasStrayAt) {
    throw new InvalidUrlError(
      `The ${kind}:// URL has an @ too many; write one that belongs to a user, a password or a parameter as %40.`,
    );
  }
  if (/[\0\ufffd]/.test(user + password)) {
    throw new InvalidUrlError(
      `A part of the ${kind}:// URL is not percent-encoded as it should be; write % as %25.`,
    );
  }
}

/** Returns a parameter's name for an error. A text that is no name may be part of something else. */
export function nameOfParameter(parameter: string): string {
  return /^\w{1,40}$/.test(parameter) ? `the parameter ${parameter}` : 'a parameter';
}

/** Returns the error for a parameter that a URL has twice. */
export function repeatedParameter(parameter: string, kind: string): InvalidUrlError {
  return new InvalidUrlError(
    `The ${kind}:// URL has ${nameOfParameter(parameter)} twice; leave one of them out.`,
  );
}
