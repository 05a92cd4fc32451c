import { defineCommand } from '../command.js';
import { wholeNumber } from '../parse.js';

export const demo = defineCommand({
  path: ['demo'],
  description: 'create two cells, move them under live traffic, and check every write',
  options: {
    groups: { value: 'N', description: 'how many groups (3000)', parse: wholeNumber },
    folder: {
      value: 'FOLDER',
      description: 'where to create the databases; a temporary folder if omitted',
    },
  },
  examples: ['cellbridge demo', 'cellbridge demo --groups 20000 --folder ./demo'],
  needsNoDatabase: true,
  async handler({ io, output, options: { groups, folder } }) {
    const { runDemo } = await import('../demo/run-demo.js');
    return await runDemo({ io, output, groups, folder });
  },
});
