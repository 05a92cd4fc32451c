/** Databases that go back to an earlier commit while others work on them. */
import { readState, restoreState } from '@cellbridge/testing';
import type { Act } from './act.js';
import { API_TABLES, CELL_TABLES } from './world.js';

/** The API database becomes again what it was when this actor began. */
export const apiGoesBack: Act = {
  act: async ({ api }, stage) => {
    const backup = await readState(api, API_TABLES);
    await api.transaction(async (transaction) => {
      await restoreState(transaction, backup);
      await stage.setBack('api');
    });
  },
  setsBack: 'api',
};

/** The cell becomes again what it was when this actor began. */
export const cellGoesBack: Act = {
  act: async ({ cells: [cell] }, stage) => {
    const backup = await cell?.use((database) => readState(database, CELL_TABLES));
    if (!backup) throw new Error('The deployment has no cell.');
    await cell?.write(async (transaction) => {
      await restoreState(transaction, backup);
      await stage.setBack('cell');
    });
  },
  setsBack: 'cell',
};
