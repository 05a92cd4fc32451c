import { FailedRequest } from './failure.js';

/** A name of the loopback interface in a `Host` header, with or without a port. */
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** An address of the loopback interface, as Node.js writes it. */
const LOOPBACK_ADDRESS = /^(?:(?:::ffff:)?127(?:\.\d{1,3}){3}|::1)$/i;

/** A header that only a proxy sets, as Node.js writes its name. */
const PROXY_HEADER = /^(?:forwarded|via|x-forwarded-.*)$/;

/** What has to be known of a request: a part of what `node:http` gives. */
interface LocalRequest {
  readonly method?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/**
 * Admits requests of this machine under a name of it, unless
 *
 * - a proxy on this machine says that it passes them on: it answers everybody who reaches it;
 * - a page of another site makes them. One that has its own name lead here asks under that name (DNS rebinding), and is refused
 *   for it; one that asks under ours could read no answer, but make this machine ask every database again and again. A link there
 *   may lead here.
 *
 * @throws FailedRequest for others.
 */
export function admitLocal(request: LocalRequest): void {
  const { headers, socket } = request;
  const isLocal =
    LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '') &&
    LOOPBACK_HOST.test(String(headers.host ?? ''));
  if (!isLocal) {
    throw forbidden('This dashboard answers on its own machine only, as localhost or 127.0.0.1.');
  }
  if (Object.keys(headers).some((name) => PROXY_HEADER.test(name))) {
    throw forbidden(
      'This dashboard is open to its own machine, and this request comes through a proxy: start the dashboard with a token.',
    );
  }
  if (isOfOtherSite(request) && !isFollowedLink(request)) {
    throw forbidden('This dashboard does not answer to pages of other sites.');
  }
}

/** What the browser says; programs say nothing. Another port of this machine is the same site to it, and another page. */
function isOfOtherSite({ headers }: LocalRequest): boolean {
  return ['cross-site', 'same-site'].includes(String(headers['sec-fetch-site']));
}

/** Whether the answer is what somebody sees next, by itself: not within a frame. */
function isFollowedLink({ method, headers }: LocalRequest): boolean {
  const { 'sec-fetch-mode': mode, 'sec-fetch-dest': target = 'document' } = headers;
  return method === 'GET' && mode === 'navigate' && target === 'document';
}

function forbidden(message: string): FailedRequest {
  return new FailedRequest({ status: 403, code: 'FORBIDDEN', message });
}
