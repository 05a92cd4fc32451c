import type { CellbridgeError } from '../../errors/cellbridge-error.js';
import { ConnectionError } from '../../errors/connection-error.js';
import { isSocket, type Server, serversOf } from './servers.js';
import type { Settings } from './settings.js';
import { type Tls, tlsWays } from './tls.js';

/** One way to connect: which server, and how. */
export interface Target {
  readonly server: Server;
  readonly tls: Tls;
}

/** A target that failed, and why. */
export interface Failure {
  readonly target: Target;
  readonly error: CellbridgeError;
}

/**
 * Returns all ways to connect, in the order in which libpq tries them. A socket is never encrypted.
 *
 * @param tls what the caller wants, whatever the settings say.
 */
export function targetsOf(
  settings: Settings,
  description: string,
  tls: Tls | undefined,
): readonly Target[] {
  const ways = tls ? [tls] : tlsWays(settings, description);
  return serversOf(settings, description).flatMap((server) =>
    (isSocket(server) ? [false as const] : ways).map((way) => ({ server, tls: way })),
  );
}

/**
 * Returns what to try after some failures: the same server with or without TLS if TLS was the cause, else the
 * next server. None if the last server has answered: a wrong password is no reason to ask the next.
 */
export function nextTarget(
  targets: readonly Target[],
  failures: readonly Failure[],
): Target | undefined {
  const last = failures.at(-1);
  if (!last) return targets[0];
  const hasFailed = (matches: (failed: Target) => boolean) =>
    failures.some(({ target }) => matches(target));
  const otherWay = targets.find(
    (target) => target.server === last.target.server && !hasFailed((failed) => failed === target),
  );
  if (otherWay && isAboutTls(last)) return otherWay;
  if (!ConnectionError.isInstance(last.error)) return undefined;
  return targets.find(({ server }) => !hasFailed((failed) => failed.server === server));
}

/**
 * Returns whether the server may accept the other way: it has no TLS, or none that fits ours, or it does not
 * let the user in over this one (28000: `hostssl` or `hostnossl` in `pg_hba.conf`).
 */
function isAboutTls({ target, error }: Failure): boolean {
  const { code = '', message = '' } = (error.cause ?? {}) as { code?: string; message?: string };
  if (code === '28000') return true;
  return target.tls !== false && /^(ERR_SSL|ERR_TLS|EPROTO)| SSL /.test(`${code} ${message}`);
}
