/** When PgBouncer takes back a connection to the server: after a session, a transaction or a statement. */
export type PoolMode = 'session' | 'transaction' | 'statement';

/** The pool modes that allow transactions. */
export const POOL_MODES: readonly PoolMode[] = ['session', 'transaction'];
