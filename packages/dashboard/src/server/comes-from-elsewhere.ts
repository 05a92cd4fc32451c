import type { Context } from 'hono';
import type { Environment } from './environment.js';

/** Whether somebody has followed a link of another site: then the browser keeps back the cookie, which is `SameSite=Strict`. */
export function comesFromElsewhere({ req }: Context<Environment>): boolean {
  const isPage = req.method === 'GET' && req.header('Sec-Fetch-Mode') === 'navigate';
  return isPage && req.header('Sec-Fetch-Site') === 'cross-site';
}
