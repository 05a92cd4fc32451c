import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, CELL_OPTION } from '../common-options.js';
import { EXIT } from '../exit-code.js';

export const moveResume = defineCommand({
  path: ['move', 'resume'],
  description: 'end a pause',
  options: { cellDb: CELL_DB_OPTION, cell: CELL_OPTION },
  examples: ['cellbridge move resume', 'cellbridge move resume --cell cell1'],
  async handler(invocation) {
    const { steer } = await import('../steer.js');
    await steer(invocation, { paused: false });
    return EXIT.done;
  },
});
