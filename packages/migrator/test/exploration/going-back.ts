/** Databases that go back to an earlier commit while others work on them. */
import type { Database, Transaction } from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import { readState, restoreState } from '@cellbridge/testing';
import type { Act } from './act.js';
import { API_TABLES, CELL_TABLES, cellOf } from './world.js';

/**
 * The API database becomes again what it was when this actor began, and after somebody else has acted:
 * at once, for that one's steps are explored without this.
 */
export function apiGoesBack(after?: Act): Act {
  return goesBack('api', API_TABLES, after);
}

/** The cell becomes again what it was when this actor began, and after somebody else has acted. */
export function cellGoesBack(after?: Act): Act {
  return goesBack('cell', CELL_TABLES, after);
}

interface Side {
  readonly withDatabase: <T>(body: (database: Database) => Promise<T>) => Promise<T>;
  readonly transaction: (body: (transaction: Transaction) => Promise<void>) => Promise<void>;
}

function goesBack(which: 'api' | 'cell', tables: readonly string[], after: Act | undefined): Act {
  return {
    ...after,
    neverCrashes: true,
    act: async (deployment, stage) => {
      const side = which === 'api' ? apiOf(deployment) : cellOf(deployment);
      const backup = await side.withDatabase((database) => readState(database, tables));
      if (after) await stage.atOnce((opened) => after.act(opened, stage));
      await stage.pause();
      await side.transaction(async (transaction) => {
        await restoreState(transaction, backup);
        await stage.setBack(which);
      });
    },
  };
}

function apiOf({ api }: Deployment): Side {
  return { withDatabase: (body) => body(api), transaction: (body) => api.transaction(body) };
}
