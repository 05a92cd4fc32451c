import type { IncomingMessage } from 'node:http';
import { InvalidInputError, refuseUnless } from '@cellbridge/objects';

/** How many characters a token has at least: nobody can guess one that is drawn at random. */
const SHORTEST_TOKEN = 16;

/** Who may look; exactly one of three. */
export type DashboardAccess =
  | {
      /**
       * Whoever has this token: 16 characters at least. Programs send it as `Authorization: Bearer …`, people log in with it, or
       * follow a link to `login?token=…`; then a cookie stands for it.
       */
      readonly token: string;
    }
  | {
      /**
       * Whoever this function says: the program has a login of its own. It is asked for every request but those for the style
       * sheet and the script.
       */
      readonly authorize: (request: IncomingMessage) => boolean | Promise<boolean>;
    }
  | {
      /**
       * Everybody on this machine, and nobody else: requests have to come over the loopback interface, and under a name of it
       * (`localhost`, `127.0.0.1` or `[::1]`), and no page of another site can ask in the name of whoever reads it.
       *
       * Never behind a proxy: that is on this machine, and whoever reaches it would be in. Requests are refused whose headers say that
       * they come through one (`Forwarded`, `X-Forwarded-…`, `Via`), but many proxies, such as nginx, set none unless they are told to.
       */
      readonly open: true;
    };

/** How a dashboard is served, and to whom. */
export type DashboardOptions = DashboardAccess & {
  /**
   * The path under which browsers see the dashboard: `/move`. Default: none. Requests may come with it in front, as `node:http`
   * gives them, or without it: as Express gives them to what is mounted under a path, or a proxy that takes it away. Behind such a
   * proxy it may not be `/quarantine`, which is also the name of a page.
   */
  readonly basePath?: string;
  /** Is told of errors that nobody foresaw; those of a database are shown on the page. Default: nobody is. */
  readonly onError?: (error: unknown) => void;
};

/** @throws InvalidInputError if an option makes no sense, or it is not said who may look. */
export function checkDashboardOptions(options: DashboardOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidInputError('The options have to be an object.');
  }
  const given = ['token', 'authorize', 'open'].filter((name) => Reflect.has(options, name));
  if (given.length !== 1) {
    throw new InvalidInputError(
      'Say who may look at the dashboard: give one of the options token, authorize and open.',
    );
  }
  if ('token' in options) checkToken(options.token);
  if ('authorize' in options) {
    const isFunction = typeof options.authorize === 'function';
    refuseUnless(isFunction, 'authorize', options.authorize, 'a function');
  }
  if ('open' in options) refuseUnless(options.open === true, 'open', options.open, 'true');
  const { basePath = '' } = options;
  const isPath = typeof basePath === 'string' && /^(?:\/[\w.~-]+)*$/.test(basePath);
  refuseUnless(
    isPath,
    'basePath',
    basePath,
    'a path that begins with a slash and ends without one',
  );
}

/** Never repeats the token. */
function checkToken(token: unknown): void {
  if (typeof token === 'string' && token.length >= SHORTEST_TOKEN && /^[\x21-\x7e]*$/.test(token)) {
    return;
  }
  throw new InvalidInputError(
    `The token has to have ${SHORTEST_TOKEN} characters at least, and no blanks: letters, digits and signs of ASCII.`,
  );
}
