import { DrizzleQueryError } from 'drizzle-orm';

type Method = (...args: unknown[]) => unknown;

/**
 * Makes a session of Drizzle's throw what the driver's errors were turned into. Drizzle wraps them
 * in an error of its own, whose message holds every parameter.
 */
export function unwrapErrors<Session extends { prepareQuery: unknown }>(
  session: Session,
  methods: readonly string[],
): Session {
  const prepareQuery = session.prepareQuery as Method;
  const unwrapping: Method = (...args) => {
    const query = prepareQuery.apply(session, args) as Record<string, Method>;
    for (const name of methods) {
      const method = query[name] as (...args: unknown[]) => Promise<unknown>;
      query[name] = (...values) => method.apply(query, values).catch(rethrowCause);
    }
    return query;
  };
  return Object.assign(session, { prepareQuery: unwrapping });
}

function rethrowCause(error: unknown): never {
  throw error instanceof DrizzleQueryError ? (error.cause ?? error) : error;
}
