import { CELL_DB_OPTION } from '../cell-db-option.js';
import { CELL_OPTION } from '../cell-option.js';
import type { Command } from '../command.js';
import { collect, wholeNumber } from '../parse.js';

export const dbVerify: Command = {
  path: ['db', 'verify'],
  description: 'compare both sides of the move by content, while the service runs',
  options: [
    CELL_DB_OPTION,
    CELL_OPTION,
    {
      flags: '--kind <KIND>',
      description: 'list only findings of this kind, all of them; may be given again',
      parse: collect,
      isRepeatable: true,
    },
    { flags: '--all', description: 'list all findings, those too that need nothing to be done' },
    {
      flags: '--batch-size <N>',
      description: 'groups, receipts or rows read at a time (500)',
      parse: wholeNumber('--batch-size'),
    },
    { flags: '--from <PLACE>', description: 'go on where a verification was stopped' },
  ],
  examples: [
    'cellbridge db verify',
    'cellbridge db verify --cell cell1',
    'cellbridge db verify --kind different --kind missing',
    'cellbridge db verify --json > verify.json   # 0: well, 2: findings, 4: a cell is down, 5: undecided',
  ],
  async handler(invocation) {
    const { runVerification } = await import('../run-verification.js');
    return await runVerification(invocation);
  },
};
