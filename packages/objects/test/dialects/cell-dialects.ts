import type { DialectName } from '@cellbridge/testing';

/** The dialects of the two cells beside an API database of each dialect: one of them is the same. */
export const CELL_DIALECTS: Readonly<Record<DialectName, readonly [DialectName, DialectName]>> = {
  sqlite: ['sqlite', 'postgresql'],
  postgresql: ['sqlite', 'postgresql'],
  mysql: ['mysql', 'postgresql'],
};
