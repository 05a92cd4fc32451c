import type { DialectName } from '@cellbridge/database';

/** What `onWait` is told while a connection of this process does "work". */
export const WAITING_REASONS: Readonly<Record<DialectName, RegExp>> = {
  sqlite: /^Waiting for a transaction of this process on the file\.$/,
  postgresql:
    /^Waiting for another "work", of user \w+ \(cellbridge, process \d+\), connected since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\.$/,
  mysql: /^Waiting for another "work", of user \w+ \(connection \d+\)\.$/,
};
