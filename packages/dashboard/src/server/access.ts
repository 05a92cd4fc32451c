import type { Context } from 'hono';
import type { Clock } from '../feed/clock.js';
import type { Links } from '../page/links.js';
import type { DashboardAccess } from './dashboard-options.js';
import type { Environment } from './environment.js';
import { FailedRequest } from './failure.js';
import { admitLocal } from './local-access.js';
import { TokenAccess } from './token-access.js';

/** Decides who may look. */
export interface Access {
  /** @throws FailedRequest if whoever asks may not. */
  check(context: Context<Environment>): void | Promise<void>;
  /** Takes a token for a cookie, where there are tokens. @throws FailedRequest if it is wrong. */
  logIn?(context: Context<Environment>, token: string): void;
}

/** Makes what decides who may look, as the options say. */
export function accessOf(
  options: DashboardAccess,
  { clock, links }: { readonly clock: Clock; readonly links: Links },
): Access {
  if ('token' in options) return new TokenAccess(options.token, { clock, links });
  if ('open' in options) return { check: ({ env }) => admitLocal(env.incoming) };
  const { authorize } = options;
  return {
    async check({ env }) {
      if ((await authorize(env.incoming)) === true) return;
      const message = 'You may not see this.';
      throw new FailedRequest({ status: 403, code: 'FORBIDDEN', message });
    },
  };
}
