import { CELL_DB_OPTION } from '../cell-db-option.js';
import { CELL_OPTION } from '../cell-option.js';
import type { Command } from '../command.js';

export const dbRecover: Command = {
  path: ['db', 'recover'],
  description: 'put back into the API database what it has lost, from what the cells prove',
  options: [
    CELL_DB_OPTION,
    CELL_OPTION,
    { flags: '--dry-run', description: 'write nothing, and show what would be put back' },
  ],
  examples: [
    'cellbridge db recover --dry-run   # after a restore of the API database',
    'cellbridge db recover',
    'cellbridge db recover --cell cell1 --json',
  ],
  async handler(invocation) {
    const { runRecovery } = await import('../run-recovery.js');
    return await runRecovery(invocation);
  },
};
