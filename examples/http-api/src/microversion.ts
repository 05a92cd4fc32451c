/** Nova's microversions: each request says in a header which version of the API it is written for. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Refusal } from './refusal.js';

/** A version `2.minor`. */
export interface Microversion {
  readonly minor: number;
}

const HEADER = 'OpenStack-API-Version';
/** The header of before 2.27. */
const LEGACY_HEADER = 'X-OpenStack-Nova-API-Version';
const OLDEST = 1;
/** Nova's own newest as of 2026. Server groups changed last with 2.102. */
const NEWEST = 104;

/**
 * The version that a request asks for; 2.1 if it asks for none.
 *
 * @throws Refusal 400 if that is no version, 406 if it is one that there is not.
 */
export function microversionOf({ headers }: FastifyRequest): Microversion {
  const asked =
    computeVersion(headers[HEADER.toLowerCase()]) ?? headers[LEGACY_HEADER.toLowerCase()];
  if (asked === undefined) return { minor: OLDEST };
  if (asked === 'latest') return { minor: NEWEST };
  const text = String(asked);
  if (!/^\d+\.(0|[1-9]\d*)$/.test(text)) {
    throw new Refusal(400, `API Version String ${text} is of invalid format.`);
  }
  const [major, minor] = text.split('.').map(Number);
  if (major !== 2 || minor === undefined || minor < OLDEST || minor > NEWEST) {
    const range = `2.${OLDEST} and 2.${NEWEST}`;
    throw new Refusal(
      406,
      `Version ${text} is not supported by the API. It has to be between ${range}.`,
    );
  }
  return { minor };
}

/** Says in the answer which version it is written in. */
export function sayMicroversion(reply: FastifyReply, { minor }: Microversion): void {
  reply.header(HEADER, `compute 2.${minor}`);
  reply.header(LEGACY_HEADER, `2.${minor}`);
  reply.header('Vary', `${HEADER}, ${LEGACY_HEADER}`);
}

/** The version of Nova's API in a header that may name other services beside it. */
function computeVersion(header: string | string[] | undefined): string | undefined {
  const entries = [header ?? []].flat().flatMap((value) => value.split(','));
  return entries.map((entry) => /^\s*compute\s+(\S+)\s*$/.exec(entry)?.[1]).find(Boolean);
}
