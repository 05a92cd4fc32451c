import type { DialectName } from '@cellbridge/testing';

/** A value that a column of times holds, and that is none. */
export const UNREADABLE_TIMES: Readonly<Record<DialectName, string>> = {
  sqlite: "'yesterday'",
  postgresql: "'infinity'",
  mysql: "'0000-00-00 00:00:00'",
};
