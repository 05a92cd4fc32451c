import type { PoolConnection, ResultSetHeader } from 'mysql2/promise';

/** The flag in the server's answers that a transaction is open. */
const IN_TRANSACTION = 1;

/** Begins statements that are kept or undone together: a transaction, or a part of the one that is open. */
export async function beginPart(connection: PoolConnection) {
  const [{ serverStatus }] = await connection.query<ResultSetHeader>('DO 0');
  const isOpen = (serverStatus & IN_TRANSACTION) !== 0;
  await connection.query(isOpen ? 'SAVEPOINT part' : 'START TRANSACTION');
  return {
    keep: () => connection.query(isOpen ? 'RELEASE SAVEPOINT part' : 'COMMIT'),
    undo: () => connection.query(isOpen ? 'ROLLBACK TO SAVEPOINT part' : 'ROLLBACK'),
  };
}
