import type { DialectName } from '@cellbridge/schema';

/** What SQLAlchemy writes differently for each dialect when Nova makes its tables. */
export interface Words {
  readonly dateTime: string;
  readonly id: string;
  readonly ipAddress: string;
  /** The type of `instances.locked_by`. */
  readonly lockedBy: string;
  /** Statements that go before the tables. */
  readonly before: readonly string[];
}

export const WORDS: Readonly<Record<DialectName, Words>> = {
  sqlite: {
    dateTime: 'DATETIME',
    id: 'INTEGER NOT NULL',
    ipAddress: 'VARCHAR(39)',
    lockedBy: 'VARCHAR(5)',
    before: [],
  },
  postgresql: {
    dateTime: 'TIMESTAMP WITHOUT TIME ZONE',
    id: 'SERIAL NOT NULL',
    ipAddress: 'INET',
    lockedBy: 'instances0locked_by',
    before: [`CREATE TYPE instances0locked_by AS ENUM ('owner', 'admin')`],
  },
};
