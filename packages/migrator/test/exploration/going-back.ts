/** Databases that go back to an earlier commit while others work on them. */
import type { Database } from '@cellbridge/db-api';
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

type WithDatabase = <T>(body: (database: Database) => Promise<T>) => Promise<T>;

function goesBack(which: 'api' | 'cell', tables: readonly string[], after: Act | undefined): Act {
  return {
    ...after,
    neverCrashes: true,
    act: async (deployment, stage) => {
      const withDatabase = which === 'api' ? inApi(deployment) : inCell(deployment);
      const backup = await withDatabase((database) => readState(database, tables));
      if (after) await stage.atOnce((opened) => after.act(opened, stage));
      await stage.pause();
      await withDatabase((database) => restoreState(database, backup, () => stage.setBack(which)));
    },
  };
}

function inApi({ api }: Deployment): WithDatabase {
  return (body) => body(api);
}

function inCell(deployment: Deployment): WithDatabase {
  return (body) => cellOf(deployment).withDatabase(body);
}
