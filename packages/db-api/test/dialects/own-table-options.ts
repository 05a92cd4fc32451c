import type { DialectName } from '@cellbridge/database';

/** What follows the columns of our table of migrations. */
export const OWN_TABLE_OPTIONS: Readonly<Record<DialectName, string>> = {
  sqlite: '',
  postgresql: '',
  mysql: 'ENGINE=InnoDB ROW_FORMAT=DYNAMIC CHARSET=utf8mb4 COLLATE=utf8mb4_bin',
};
