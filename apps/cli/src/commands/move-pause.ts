import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, CELL_OPTION } from '../common-options.js';
import { EXIT } from '../exit-code.js';

export const movePause = defineCommand({
  path: ['move', 'pause'],
  description: 'pause running and later moves, until "move resume"',
  options: { cellDb: CELL_DB_OPTION, cell: CELL_OPTION },
  examples: ['cellbridge move pause', 'cellbridge move pause --cell cell1'],
  async handler(invocation) {
    const { steer } = await import('../steer.js');
    await steer(invocation, { paused: true });
    return EXIT.done;
  },
});
