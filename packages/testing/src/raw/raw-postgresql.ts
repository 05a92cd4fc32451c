import pg from 'pg';
import type { RawDatabase } from './raw-database.js';

/** Opens a PostgreSQL database by its URL. */
export async function openRawPostgresql(url: string): Promise<RawDatabase> {
  const client = new pg.Client({ connectionString: url });
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.TIMESTAMP, toSixDecimals);
  // A test that drops the database or the connection is told so by its next statement.
  client.on('error', () => undefined);
  await client.connect();
  return {
    dialect: 'postgresql',
    url,
    async query(text, ...values) {
      let position = 0;
      const numbered = text.replace(/\?/g, () => `$${++position}`);
      return (await client.query({ text: numbered, values, types })).rows;
    },
    async insert(table, rows) {
      const [first] = rows;
      if (!first) return;
      const columns = Object.keys(first).join(', ');
      await client.query(
        `INSERT INTO ${table} (${columns})
         SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1)`,
        [JSON.stringify(rows)],
      );
    },
    async takeIds(table, count) {
      const { rows } = await client.query<{ id: string }>(
        `SELECT nextval('${table}_id_seq') AS id FROM generate_series(1, $1)`,
        [count],
      );
      return rows.map(({ id }) => Number(id)).sort((left, right) => left - right);
    },
    async close() {
      await client.end();
    },
  };
}

/** PostgreSQL leaves out zeros at the end. */
function toSixDecimals(timestamp: string): string {
  const [seconds, decimals = ''] = timestamp.split('.');
  return `${seconds}.${decimals.padEnd(6, '0')}`;
}
