import { Activity } from './activity.js';
import type { Connection } from './connection.js';
import { DatabaseError } from './errors/database-error.js';
import type { Answer, Execute } from './execute.js';
import { createTransaction, type Shared } from './reader.js';
import type { Transaction } from './store.js';

/** A transaction, and how to end it. */
interface Scope<Tables> {
  readonly transaction: Transaction<Tables>;
  /** Waits for statements that the body did not await. The transaction takes no more after that. */
  end(): Promise<void>;
  /** Returns the first error of a statement, whether or not the body caught it. */
  failure(): unknown;
}

/**
 * Runs `body` in a transaction over a connection that nobody else uses meanwhile.
 *
 * It commits if the body resolves and no statement has failed, else it rolls back: on PostgreSQL a failed
 * statement ends the transaction, and every database works the same way here. If the connection is lost,
 * nothing more is sent, and the database rolls back by itself.
 */
export async function runTransaction<Tables, T>(
  connection: Connection,
  shared: Shared<Tables>,
  begin: string,
  body: (transaction: Transaction<Tables>) => Promise<T>,
): Promise<T> {
  return await inTransaction(connection, begin, async () => {
    const scope = openScope(connection, shared);
    const result = await body(scope.transaction).finally(scope.end);
    const failure = scope.failure();
    if (failure !== undefined) throw failure;
    return result;
  });
}

/**
 * Begins a transaction. Commits it if the body resolves; else rolls it back.
 *
 * @param body gets the answer to the last statement of `begin`.
 */
export async function inTransaction<T>(
  connection: Connection,
  begin: string,
  body: (begun: Answer) => Promise<T>,
): Promise<T> {
  const begun = await connection.execute(begin, [], 'objects');
  try {
    const result = await body(begun);
    await connection.execute('commit', [], 'objects');
    return result;
  } catch (error) {
    await rollBack(connection);
    throw error;
  }
}

function openScope<Tables>(connection: Connection, shared: Shared<Tables>): Scope<Tables> {
  const statements = new Activity();
  let failure: unknown;
  const execute: Execute = async (text, parameters, shape) => {
    if (statements.isOver) throw new DatabaseError('The transaction has ended; begin another one.');
    if (failure !== undefined) {
      throw new DatabaseError('A statement of the transaction has failed; begin another one.', {
        cause: failure,
      });
    }
    statements.begin();
    try {
      return await connection.execute(text, parameters, shape);
    } catch (error) {
      failure ??= error;
      throw error;
    } finally {
      statements.done();
    }
  };
  return {
    transaction: { ...createTransaction(shared, execute), node: connection.node },
    end: () => statements.end(),
    failure: () => failure,
  };
}

/** A connection on which this fails has lost its transaction anyway. */
async function rollBack(connection: Connection): Promise<void> {
  if (connection.isLost) return;
  try {
    await connection.execute('rollback', [], 'objects');
  } catch (error) {
    connection.lose(error);
  }
}
