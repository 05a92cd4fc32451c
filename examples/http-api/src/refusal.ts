import { CellbridgeError } from '@cellbridge/objects';

/** A request that is refused, with its status in HTTP. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** What an error of Cellbridge is in HTTP. */
const STATUS: Readonly<Record<string, number>> = {
  INSTANCE_GROUP_NOT_FOUND: 404,
  INSTANCE_GROUP_EXISTS: 409,
  INVALID_INPUT: 400,
  CELL_UNAVAILABLE: 503,
};

/** What Nova calls a status in the body of an answer. */
const FAULT: Readonly<Record<number, string>> = {
  400: 'badRequest',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'itemNotFound',
  409: 'conflictingRequest',
  413: 'overLimit',
  415: 'badMediaType',
  503: 'serviceUnavailable',
};

/** An error as Nova answers with it: `{ itemNotFound: { code: 404, message } }`. */
export function toFault(error: unknown): { status: number; body: object } {
  const status = statusOf(error);
  // What went wrong inside is for the log.
  const isOurs = status < 500 || status === 503;
  const message = isOurs && error instanceof Error ? error.message : 'Unexpected API error.';
  return { status, body: { [FAULT[status] ?? 'computeFault']: { code: status, message } } };
}

function statusOf(error: unknown): number {
  if (error instanceof Refusal) return error.status;
  if (CellbridgeError.isInstance(error)) return STATUS[error.code] ?? 500;
  return (error as { statusCode?: number }).statusCode ?? 500;
}
