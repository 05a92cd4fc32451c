import type { Harness } from '@cellbridge/testing';

/**
 * What an operator has to do for some commands of Nova, with Cellbridge or without. On SQLite an online
 * migration waits for itself when it has to make this security group. On PostgreSQL the archiver dies
 * where the two tables have a type each.
 */
export const PREPARATION: Readonly<Record<Harness['dialect'], string>> = {
  sqlite: `INSERT INTO security_groups (name, deleted) VALUES ('default', 0)`,
  postgresql: `ALTER TABLE shadow_instances ALTER COLUMN locked_by TYPE instances0locked_by USING NULL`,
  mysql: 'DO 0',
};
