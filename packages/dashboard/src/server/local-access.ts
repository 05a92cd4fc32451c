import { FailedRequest } from './failure.js';

/** A name of the loopback interface in a `Host` header, with or without a port. */
const LOOPBACK_HOST = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** An address of the loopback interface, as Node.js writes it. */
const LOOPBACK_ADDRESS = /^(?:(?:::ffff:)?127(?:\.\d{1,3}){3}|::1)$/i;

/**
 * Admits requests of this machine under a name of it. A page of another site that has its own name lead here asks under that
 * name (DNS rebinding).
 *
 * @throws FailedRequest for others.
 */
export function admitLocal({
  headers,
  socket,
}: {
  readonly headers: { readonly host?: string | undefined };
  readonly socket: { readonly remoteAddress?: string | undefined };
}): void {
  const isLocal =
    LOOPBACK_ADDRESS.test(socket.remoteAddress ?? '') && LOOPBACK_HOST.test(headers.host ?? '');
  if (isLocal) return;
  const message = 'This dashboard answers on its own machine only, as localhost or 127.0.0.1.';
  throw new FailedRequest({ status: 403, code: 'FORBIDDEN', message });
}
