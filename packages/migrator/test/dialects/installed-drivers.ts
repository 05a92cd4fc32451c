import type { DialectName } from '@cellbridge/testing';

/** The driver of SQLite for this Node.js. */
const FITTING = `better-sqlite3@${Number.parseInt(process.versions.node, 10) < 22 ? 12 : 13}`;

interface InstalledDriver {
  /** The package that is installed. */
  readonly driver: string;
  /** URL of a database that needs another driver. */
  readonly other: string;
  /** The package to install for it. */
  readonly missing: string;
}

/** The one driver that is installed for a program, and a database that needs another one. */
export const INSTALLED_DRIVERS: Readonly<Record<DialectName, InstalledDriver>> = {
  sqlite: { driver: 'better-sqlite3', other: 'postgresql://127.0.0.1/nova', missing: 'pg' },
  postgresql: { driver: 'pg', other: 'sqlite:///nova.db', missing: FITTING },
  mysql: { driver: 'mysql2', other: 'postgresql://127.0.0.1/nova', missing: 'pg' },
};
