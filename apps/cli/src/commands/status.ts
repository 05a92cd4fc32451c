import { CELL_DB_OPTION } from '../cell-db-option.js';
import { CELL_OPTION } from '../cell-option.js';
import type { Command } from '../command.js';

export const status: Command = {
  path: ['status'],
  description: 'show migration progress, cell by cell',
  options: [
    CELL_DB_OPTION,
    CELL_OPTION,
    {
      flags: '--check',
      description: 'end with 0 only if every cell is complete: the fallback may be dropped',
    },
  ],
  examples: [
    'cellbridge status',
    'cellbridge status --cell cell1',
    'cellbridge status --check && echo "the move is done"',
  ],
  async handler(invocation) {
    const { showStatus } = await import('../show-status.js');
    return await showStatus(invocation);
  },
};
