/** A session of the server, as `pg_stat_activity` shows it; NULL hides what the user may not see. */
export interface OtherSession {
  /** The process number of the server behind it. */
  readonly process: number;
  readonly user: string | null;
  readonly application: string | null;
  readonly kind: string | null;
  /** In UTC. */
  readonly since: string | null;
}

/**
 * Returns the columns of an {@link OtherSession} for a SELECT from `pg_stat_activity a`. `since` is the column
 * with the start time.
 */
export function sessionColumns(since: 'xact_start' | 'backend_start'): string {
  return `a.pid as process, a.usename as user, a.application_name as application,
    a.backend_type as kind, to_char(a.${since} at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS') as since`;
}

/** Returns `user backup (pg_dump, process 4711)`, for example. */
export function nameSession({ process, user, application, kind }: OtherSession): string {
  const details = [application, `process ${process}`].filter(Boolean).join(', ');
  return `${user === null ? (kind ?? 'another user') : `user ${user}`} (${details})`;
}
