import type { Command } from '../command.js';
import { wholeNumber } from '../parse.js';

export const demo: Command = {
  path: ['demo'],
  description: 'make two cells, move them under live traffic, and check every write',
  options: [
    {
      flags: '--groups <N>',
      description: 'how many groups (3000)',
      parse: wholeNumber('--groups'),
    },
    {
      flags: '--folder <PATH>',
      description: 'where to make the databases; a temporary folder if not given',
    },
  ],
  examples: ['cellbridge demo', 'cellbridge demo --groups 20000 --folder ./demo'],
  makesApiDb: true,
  async handler(invocation) {
    const { runDemo } = await import('../demo/run-demo.js');
    return await runDemo(invocation);
  },
};
