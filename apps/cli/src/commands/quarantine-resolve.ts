import { CELL_DB_OPTION } from '../cell-db-option.js';
import type { Command } from '../command.js';
import { oneOf, wholeNumber } from '../parse.js';
import { REASON_OPTION } from '../quarantine-reason.js';

export const quarantineResolve: Command = {
  path: ['quarantine', 'resolve'],
  description: 'decide which side of quarantined groups stays',
  arguments: [{ name: '[uuids...]', description: 'uuids of groups' }],
  options: [
    CELL_DB_OPTION,
    {
      flags: '--keep <SIDE>',
      description:
        "api: the API database's; cell: the cell's; merge: the API database's, with the cell's members, and its policies if there are none",
      parse: oneOf('--keep', ['api', 'cell', 'merge']),
      isRequired: true,
    },
    { flags: '--all', description: 'all that are in quarantine' },
    { flags: '--cell <NAME>', description: 'only those of this cell' },
    REASON_OPTION,
    { flags: '--dry-run', description: 'list the groups, and change nothing' },
    {
      flags: '--confirm <N>',
      description: 'how many there are; needed where they are not named one by one',
      parse: wholeNumber('--confirm'),
    },
  ],
  examples: [
    'cellbridge quarantine resolve 0f8a5f3e-6f0c-4d3a-9a53-6a8a3a0d2f11 --keep merge',
    'cellbridge quarantine resolve --keep api --cell cell1 --reason different --dry-run',
    'cellbridge quarantine resolve --keep api --cell cell1 --reason different --confirm 37',
  ],
  async handler(invocation) {
    const { resolveQuarantine } = await import('../resolve-quarantine.js');
    return await resolveQuarantine(invocation);
  },
};
