import { createPool, type PoolConnection, type ResultSetHeader } from 'mysql2/promise';
import type { RawDatabase, Row, Value } from '../../raw/raw-database.js';
import { CATALOGUE_QUERIES } from './catalogue-queries.js';
import { beginPart } from './part.js';
import { planLines } from './plan-lines.js';
import { hasWaiting } from './waiting.js';

/** Rows in one INSERT: less than the 16 MiB that MariaDB takes at once. */
const ROWS_PER_INSERT = 5_000;

/**
 * The isolation that others write with, whatever the server's default is. What a column cannot hold is refused, but
 * for the date zero; MySQL would round to whole seconds, and MariaDB does not.
 */
const SESSION = [
  'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ',
  `SET SESSION sql_mode = if(version() LIKE '%MariaDB%',
    'STRICT_ALL_TABLES,ANSI_QUOTES,PIPES_AS_CONCAT',
    'STRICT_ALL_TABLES,ANSI_QUOTES,PIPES_AS_CONCAT,TIME_TRUNCATE_FRACTIONAL')`,
];

/**
 * Opens a database of MariaDB or MySQL by its URL, over one connection, so that statements share a transaction. A
 * boolean comes back as 0 or 1.
 */
export function openRawMysql(url: string): RawDatabase {
  const pool = createPool({
    uri: url.replace(/^[^:]+/, 'mysql').replace(/\?.*$/, ''),
    connectionLimit: 1,
    dateStrings: true,
    jsonStrings: true,
    typeCast: (field, next) =>
      field.type === 'DATETIME' || field.type === 'TIMESTAMP'
        ? toSixDecimals(field.string())
        : next(),
  });
  pool.on('connection', (connection) => {
    for (const statement of SESSION) connection.query(statement);
  });
  const database = decodeURIComponent(new URL(url).pathname.slice(1));

  async function query(text: string, ...values: Value[]): Promise<Row[]> {
    const [rows] = await pool.query(text, values);
    return Array.isArray(rows) ? (rows as Row[]) : [];
  }
  /** Has the connection to itself until the end. */
  async function alone<T>(work: (connection: PoolConnection) => Promise<T>): Promise<T> {
    const connection = await pool.getConnection();
    try {
      return await work(connection);
    } finally {
      connection.release();
    }
  }
  return {
    dialect: 'mysql',
    url,
    catalogueQueries: CATALOGUE_QUERIES,
    query,
    async insert(table, rows) {
      const [first] = rows;
      if (!first) return;
      const columns = Object.keys(first);
      const insert = `INSERT INTO ${table} (${columns.map((name) => `\`${name}\``).join(', ')}) VALUES ?`;
      await alone(async (connection) => {
        const part = await beginPart(connection);
        try {
          for (let start = 0; start < rows.length; start += ROWS_PER_INSERT) {
            const some = rows.slice(start, start + ROWS_PER_INSERT);
            const values = some.map((row) => columns.map((column) => row[column] ?? null));
            await connection.query(insert, [values]);
          }
        } catch (error) {
          await part.undo();
          throw error;
        }
        await part.keep();
      });
    },
    // An id that a row has had is never given again, even if the row is taken back.
    async takeIds(table, count) {
      if (count === 0) return [];
      return await alone(async (connection) => {
        const part = await beginPart(connection);
        await connection.query('SET @checks = @@foreign_key_checks, foreign_key_checks = 0');
        const places = Array(count).fill('(NULL)').join();
        const [{ insertId }] = await connection.query<ResultSetHeader>(
          `INSERT IGNORE INTO ${table} (id) VALUES ${places}`,
        );
        await connection.query('SET foreign_key_checks = @checks');
        await part.undo();
        return Array.from({ length: count }, (_, index) => insertId + index);
      });
    },
    // The server raises it to the next one after the highest.
    async followIds(table) {
      await query(`ALTER TABLE ${table} AUTO_INCREMENT = 1`);
    },
    async beginWriting() {
      await query('START TRANSACTION');
    },
    // With every row also the gaps before and after it. Another statement, LOCK TABLES, ends the transaction.
    async lockTable(table) {
      await query(`SELECT count(*) FROM ${table} FORCE INDEX (PRIMARY) FOR UPDATE`);
    },
    async isBlocked() {
      const processes = await query('SHOW PROCESSLIST');
      const [status] = await query('SHOW ENGINE INNODB STATUS');
      const own = processes.filter(({ db }) => db === database);
      return hasWaiting(own, String(status?.Status));
    },
    async dropForeignKey() {
      await query('SET foreign_key_checks = 0');
    },
    async dropUnique(table, constraint) {
      await query(`ALTER TABLE ${table} DROP INDEX ${constraint}`);
    },
    async dropIndex(table, index) {
      await query(`DROP INDEX ${index} ON ${table}`);
    },
    async analyze() {
      const tables = await query('SHOW TABLES');
      const names = tables.flatMap((row) => Object.values(row)).map((name) => `\`${name}\``);
      if (names.length > 0) await query(`ANALYZE TABLE ${names.join(', ')}`);
    },
    async explain(text, values) {
      await query('SET max_seeks_for_key = 1');
      await query(text, ...values);
      const rows = await query(`EXPLAIN FORMAT=TRADITIONAL ${text}`, ...values);
      return rows.flatMap(planLines);
    },
    async close() {
      await pool.end();
    },
  };
}

/** A column has as many decimals as it was declared with. */
function toSixDecimals(timestamp: string | null): string | null {
  if (timestamp === null) return null;
  const [seconds, decimals = ''] = timestamp.split('.');
  return `${seconds}.${decimals.padEnd(6, '0')}`;
}
