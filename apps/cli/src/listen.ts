import { once } from 'node:events';
import type { Server } from 'node:http';
import { hostname } from 'node:os';
import { UsageError } from './usage-error.js';

/** The ports that are tried if none is given. */
const USUAL_PORTS = Array.from({ length: 10 }, (_, index) => 8_787 + index);

/** Where a server listens. */
export interface Place {
  readonly address: string;
  /** 0: any free one. Default: one of the usual ones that is free. */
  readonly port: number | undefined;
}

/**
 * Has a server listen.
 *
 * @returns its port.
 * @throws UsageError if the port is taken, or this machine has no such address.
 */
export async function listen(server: Server, { address, port }: Place): Promise<number> {
  // Node.js would listen on all addresses.
  if (address === '') throw noSuchAddress(address);
  const ports = port === undefined ? USUAL_PORTS : [port];
  for (const each of ports) {
    const bound = await tryToListen(server, address, each);
    if (bound !== null) return bound;
  }
  const taken =
    ports.length === 1 ? `Port ${ports[0]}` : `Every port from ${ports[0]} to ${ports.at(-1)}`;
  throw new UsageError(
    `${taken} of ${address} is taken; give another one with --port, or --port 0 for any free one.`,
  );
}

/** The address of a server that listens, as a browser takes it. */
export function originOf(address: string, port: number): string {
  const isAny = address === '0.0.0.0' || address === '::';
  const host = isAny ? hostname() : address;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Whether an address is that of this machine alone. */
export function isLoopback(address: string): boolean {
  return address === 'localhost' || address === '::1' || /^127(?:\.\d{1,3}){3}$/.test(address);
}

/** @returns the port, or `null` if it is taken. */
async function tryToListen(server: Server, address: string, port: number): Promise<number | null> {
  try {
    server.listen(port, address);
    await once(server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') return null;
    throw namedError(error, code, { address, port });
  }
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : port;
}

function namedError(error: unknown, code: unknown, { address, port }: Required<Place>): unknown {
  switch (code) {
    case 'EACCES':
      return new UsageError(`This user may not listen on port ${port}; give one above 1023.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EINVAL':
      return noSuchAddress(address);
    default:
      return error;
  }
}

function noSuchAddress(address: string): UsageError {
  return new UsageError(
    `--listen is ${JSON.stringify(address)}, which is no address of this machine; give one, such as 127.0.0.1, or 0.0.0.0 for all.`,
  );
}
