import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import type { Clock } from '../feed/clock.js';
import type { Links } from '../page/links.js';
import type { Access } from './access.js';
import { AttemptLimit } from './attempt-limit.js';
import type { Environment } from './environment.js';
import { FailedRequest, type Failure } from './failure.js';

/** Admits whoever has the token, or the cookie that stands for it. */
export class TokenAccess implements Access {
  readonly #tokenDigest: Buffer;
  /** What the cookie holds: not the token, and another secret in each process. */
  readonly #cookieValue = randomBytes(32).toString('base64url');
  /** Cookies of a host are sent to all of its ports, where other dashboards may be. */
  readonly #cookieName = `cellbridge-${randomBytes(4).toString('hex')}`;
  readonly #attempts: AttemptLimit;
  readonly #links: Links;

  constructor(token: string, { clock, links }: { clock: Clock; links: Links }) {
    this.#tokenDigest = digestOf(token);
    this.#attempts = new AttemptLimit(clock);
    this.#links = links;
  }

  /** @throws FailedRequest if the request has neither, or a wrong one. */
  check(context: Context<Environment>): void {
    const cookie = getCookie(context, this.#cookieName);
    if (cookie !== undefined && isSame(digestOf(cookie), digestOf(this.#cookieValue))) return;
    const [, token] = /^Bearer +(\S+)$/i.exec(context.req.header('Authorization') ?? '') ?? [];
    if (token === undefined) throw unauthorized(context, NO_TOKEN);
    this.#tryToken(context, token);
  }

  /**
   * Takes a token for a cookie.
   *
   * @throws FailedRequest if it is wrong, or empty: then nobody has tried one.
   */
  logIn(context: Context<Environment>, token: string): void {
    if (token === '') throw unauthorized(context, NO_TOKEN);
    this.#tryToken(context, token);
    setCookie(context, this.#cookieName, this.#cookieValue, {
      path: this.#links.overview,
      httpOnly: true,
      sameSite: 'Strict',
      secure: isOverTls(context),
    });
  }

  /**
   * A right token counts no more than a wrong one while too many were tried: a guess would be told from a hit. It does where one was
   * right before: whoever has it may share the address of a proxy with those who guess, and they could keep everybody out.
   */
  #tryToken(context: Context<Environment>, token: string): void {
    const address = context.env.incoming.socket.remoteAddress ?? '';
    const isRight = isSame(digestOf(token), this.#tokenDigest);
    const seconds = this.#attempts.secondsUntilNext(address);
    if (seconds > 0 && !(isRight && this.#attempts.hasSucceeded(address))) {
      const message = `Too many wrong tokens. Try again in ${seconds} s.`;
      const code = 'TOO_MANY_ATTEMPTS';
      throw new FailedRequest({ status: 429, code, message, retryAfter: seconds });
    }
    if (isRight) {
      this.#attempts.addSuccess(address);
      return;
    }
    this.#attempts.addFailure(address);
    throw unauthorized(context, WRONG_TOKEN);
  }
}

const NO_TOKEN = { code: 'UNAUTHORIZED', message: 'Log in with the token to see this.' };
const WRONG_TOKEN = { code: 'WRONG_TOKEN', message: 'This token is wrong.' };

function unauthorized(
  context: Context<Environment>,
  reason: Pick<Failure, 'code' | 'message'>,
): FailedRequest {
  context.header('WWW-Authenticate', 'Bearer');
  return new FailedRequest({ status: 401, ...reason });
}

/** Whether the browser speaks TLS, with this server or with a proxy in front of it. */
function isOverTls({ env, req }: Context<Environment>): boolean {
  const { socket } = env.incoming;
  return 'encrypted' in socket || req.header('X-Forwarded-Proto') === 'https';
}

function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function isSame(left: Buffer, right: Buffer): boolean {
  return timingSafeEqual(left, right);
}
