import { CELL_DB_OPTION } from '../cell-db-option.js';
import { CELL_OPTION } from '../cell-option.js';
import type { Command } from '../command.js';
import { wholeNumber } from '../parse.js';

export const dbOnlineDataMigrations: Command = {
  path: ['db', 'online-data-migrations'],
  aliases: ['online_data_migrations'],
  description: 'move the groups of the cells to the API database, while the service runs',
  options: [
    CELL_DB_OPTION,
    {
      flags: '--max-count <N>',
      description: 'move at most N groups, then end with exit code 1',
      parse: wholeNumber('--max-count'),
    },
    {
      flags: '--batch-size <N>',
      description: 'groups in a transaction; by default what fits a quarter of a second',
      parse: wholeNumber('--batch-size'),
    },
    CELL_OPTION,
  ],
  examples: [
    'cellbridge db online-data-migrations',
    'cellbridge db online-data-migrations --max-count 1000   # again and again, until exit code 0',
    'cellbridge db online-data-migrations --cell cell1 --cell cell2 --json',
  ],
  async handler(invocation) {
    const { runMigrations } = await import('../run-migrations.js');
    return await runMigrations(invocation);
  },
};
