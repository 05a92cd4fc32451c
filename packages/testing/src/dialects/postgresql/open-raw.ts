import pg from 'pg';
import type { RawDatabase, Row, Value } from '../../raw/raw-database.js';
import { CATALOGUE_QUERIES } from './catalogue-queries.js';

/** Opens a PostgreSQL database by its URL, over one connection, so that statements share a transaction. */
export function openRawPostgresql(url: string): RawDatabase {
  // The isolation that others write with, whatever the database's default is.
  const options = '-c default_transaction_isolation=read\\ committed';
  const pool = new pg.Pool({ connectionString: url, max: 1, idleTimeoutMillis: 0, options });
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.TIMESTAMP, toSixDecimals);
  // The next statement reports a lost connection.
  pool.on('error', () => undefined);
  async function query(text: string, ...values: Value[]): Promise<Row[]> {
    let position = 0;
    const numbered = text.replace(/\?/g, () => `$${++position}`);
    return (await pool.query({ text: numbered, values, types })).rows;
  }
  return {
    dialect: 'postgresql',
    url,
    catalogueQueries: CATALOGUE_QUERIES,
    query,
    async insert(table, rows) {
      const [first] = rows;
      if (!first) return;
      const columns = Object.keys(first).join(', ');
      await pool.query(
        `INSERT INTO ${table} (${columns})
         SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1)`,
        [JSON.stringify(rows)],
      );
    },
    async takeIds(table, count) {
      const { rows } = await pool.query<{ id: string }>(
        `SELECT nextval('${table}_id_seq') AS id FROM generate_series(1, $1)`,
        [count],
      );
      return rows.map(({ id }) => Number(id)).sort((left, right) => left - right);
    },
    async followIds(table) {
      await query(
        `SELECT setval('${table}_id_seq', coalesce(max(id), 0) + 1, false) FROM ${table}`,
      );
    },
    async beginWriting() {
      await query('BEGIN');
    },
    async lockTable(table) {
      await query(`LOCK TABLE ${table} IN EXCLUSIVE MODE`);
    },
    async isBlocked() {
      const waiting = await query(
        `SELECT 1 FROM pg_stat_activity
         WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0`,
      );
      return waiting.length > 0;
    },
    async dropForeignKey(table) {
      await query(`ALTER TABLE ${table} DROP CONSTRAINT ${table}_group_id_fkey`);
    },
    async dropUnique(table, constraint) {
      await query(`ALTER TABLE ${table} DROP CONSTRAINT ${constraint}`);
    },
    async dropIndex(_, index) {
      await query(`DROP INDEX ${index}`);
    },
    async analyze() {
      await query('ANALYZE');
    },
    async explain(text, values) {
      await query('SET enable_seqscan = off');
      await query(text, ...values);
      return await query(`EXPLAIN ${text}`, ...values);
    },
    async close() {
      await pool.end();
    },
  };
}

/** PostgreSQL leaves out zeros at the end. */
function toSixDecimals(timestamp: string): string {
  const [seconds, decimals = ''] = timestamp.split('.');
  return `${seconds}.${decimals.padEnd(6, '0')}`;
}
