/** Databases that go back to an earlier commit while others work on them. */
import type { Database, Transaction } from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import { readState, restoreState } from '@cellbridge/testing';
import type { Act } from './act.js';
import { API_TABLES, CELL_TABLES, cellOf } from './world.js';

/** What an actor does that does nothing. */
const NOTHING: Act = { act: async () => undefined };

/** The API database becomes again what it was when this actor began. */
export function apiGoesBack(after = NOTHING): Act {
  return goesBack('api', API_TABLES, after);
}

/** The cell becomes again what it was when this actor began. */
export function cellGoesBack(after = NOTHING): Act {
  return goesBack('cell', CELL_TABLES, after);
}

interface Side {
  readonly use: <T>(body: (database: Database) => Promise<T>) => Promise<T>;
  readonly write: (body: (transaction: Transaction) => Promise<void>) => Promise<void>;
}

function goesBack(which: 'api' | 'cell', tables: readonly string[], after: Act): Act {
  return {
    ...after,
    neverCrashes: true,
    act: async (deployment, stage) => {
      const side = which === 'api' ? apiOf(deployment) : cellOf(deployment);
      const backup = await side.use((database) => readState(database, tables));
      await after.act(deployment, stage);
      await stage.pause();
      await side.write(async (transaction) => {
        await restoreState(transaction, backup);
        await stage.setBack(which);
      });
    },
  };
}

function apiOf({ api }: Deployment): Side {
  return { use: (body) => body(api), write: (body) => api.transaction(body) };
}
