import type { IncomingMessage } from 'node:http';

/** What stands for the base path without a slash at its end: no URL has such a path. */
export const WITHOUT_SLASH = '/.';

/**
 * The path of a request within what is mounted under `basePath`: without that where it is in front, as `node:http` gives it. Express
 * takes it away, and keeps the address as it was in `originalUrl`; so a page whose name is that of the base path stays one.
 *
 * @returns the path, or {@link WITHOUT_SLASH}.
 */
export function pathWithin(basePath: string, url: string, incoming?: IncomingMessage): string {
  const { origin, pathname } = new URL(url);
  const original: unknown = incoming && Reflect.get(incoming, 'originalUrl');
  const isKept = typeof original === 'string' && original.startsWith('/');
  const given = isKept ? new URL(`${origin}${original}`).pathname : pathname;
  if (basePath !== '' && given === basePath) return WITHOUT_SLASH;
  return given.startsWith(`${basePath}/`) ? given.slice(basePath.length) : pathname;
}
