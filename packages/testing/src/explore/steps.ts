import type { Statement } from '@cellbridge/database';
import type { Operation } from './operation.js';

/** The operation that a statement of an actor is, or `undefined` if it is none. */
export type Classify = (statement: Statement) => Omit<Operation, 'actor'> | undefined;

/**
 * Steps that are no statements, which an actor announces to its interceptor. `PAUSE` gives others a turn. `ACT`
 * says that the actor is about to do several things at once, over connections without an interceptor.
 */
export const PAUSE: Statement = { database: '', text: 'pause', connection: 0 };
export const ACT: Statement = { database: '', text: 'act', connection: 0 };

const ANNOUNCED = new Map<Statement, ReturnType<Classify>>([
  [PAUSE, { database: '', kind: 'pause' }],
  [ACT, { database: '', kind: 'act' }],
]);

/** Questions about the columns of a table: they do not change while actors run. */
const ASKS_THE_CATALOGUE = /pragma_table_info|pg_attribute|information_schema\.columns/;

/** The last part of a URL's path: the same in every run. */
function nameOf({ database }: Statement): string {
  return /([^/?]+)(?:\?.*)?$/.exec(database)?.[1] ?? database;
}

/**
 * SQLite: nobody sees a write transaction before its commit or changes what it sees, and a snapshot sees
 * what was there at its first statement. The statements in between are no operations.
 */
export function classifySqliteSteps(): Classify {
  const scopes = new Map<string, 'writes' | 'begins to read' | 'reads'>();
  return (statement) => {
    const announced = ANNOUNCED.get(statement);
    if (announced) return announced;
    const database = nameOf(statement);
    const connection = `${database} ${statement.connection}`;
    const scope = scopes.get(connection);
    switch (statement.text) {
      case 'begin immediate':
        scopes.set(connection, 'writes');
        return { database, kind: 'lock' };
      case 'begin':
        scopes.set(connection, 'begins to read');
        return undefined;
      case 'commit':
      case 'rollback':
        scopes.delete(connection);
        return scope === 'writes' && statement.text === 'commit'
          ? { database, kind: 'commit' }
          : undefined;
      default:
        if (scope === undefined && ASKS_THE_CATALOGUE.test(statement.text)) return undefined;
        if (scope === 'begins to read') scopes.set(connection, 'reads');
        return scope === undefined || scope === 'begins to read'
          ? { database, kind: 'read' }
          : undefined;
    }
  };
}

/** A server: every statement may see what others did, or wait for a row that they have locked. */
export function classifyServerSteps(): Classify {
  return (statement) => {
    const announced = ANNOUNCED.get(statement);
    if (announced) return announced;
    return statement.text.startsWith('begin') || ASKS_THE_CATALOGUE.test(statement.text)
      ? undefined
      : { database: nameOf(statement), kind: 'statement', text: statement.text };
  };
}
