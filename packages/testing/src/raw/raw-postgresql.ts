import pg from 'pg';
import type { RawDatabase } from './raw-database.js';

/** Opens a PostgreSQL database by its URL, over one connection, which keeps locks and a transaction. */
export function openRawPostgresql(url: string): RawDatabase {
  // As others write, whatever the server's default is for those who say nothing.
  const options = '-c default_transaction_isolation=read\\ committed';
  const pool = new pg.Pool({ connectionString: url, max: 1, idleTimeoutMillis: 0, options });
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.TIMESTAMP, toSixDecimals);
  // Whoever loses the connection is told so by the next statement.
  pool.on('error', () => undefined);
  return {
    dialect: 'postgresql',
    url,
    async query(text, ...values) {
      let position = 0;
      const numbered = text.replace(/\?/g, () => `$${++position}`);
      return (await pool.query({ text: numbered, values, types })).rows;
    },
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
