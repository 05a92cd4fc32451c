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
};

/** After how many seconds a request that met a passing failure may be sent again. */
const RETRY_AFTER = 5;

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

/** How a request that failed is answered. */
interface Fault {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: object;
}

/** An error as Nova answers with it: `{ itemNotFound: { code: 404, message } }`. */
export function toFault(error: unknown): Fault {
  const status = statusOf(error);
  const headers: Fault['headers'] = status === 503 ? { 'retry-after': String(RETRY_AFTER) } : {};
  const message = messageOf(error, status);
  return {
    status,
    headers,
    body: { [FAULT[status] ?? 'computeFault']: { code: status, message } },
  };
}

/** What went wrong inside is for the log: it names databases, their hosts and users. */
function messageOf(error: unknown, status: number): string {
  if (status === 503) return 'The service is temporarily unavailable; try again later.';
  if (status >= 500 || !(error instanceof Error)) return 'Unexpected API error.';
  return error.message;
}

function statusOf(error: unknown): number {
  if (error instanceof Refusal) return error.status;
  if (CellbridgeError.isInstance(error)) {
    return STATUS[error.code] ?? (error.isRetryable ? 503 : 500);
  }
  return (error as { statusCode?: number }).statusCode ?? 500;
}
