import { CELL_DB_OPTION } from '../cell-db-option.js';
import type { Command } from '../command.js';
import { EXIT } from '../exit-code.js';
import { oneOf } from '../parse.js';

export const quarantineResolve: Command = {
  path: ['quarantine', 'resolve'],
  description: 'decide which side of a quarantined group stays',
  arguments: [{ name: '<uuid>', description: "the group's uuid" }],
  options: [
    CELL_DB_OPTION,
    {
      flags: '--keep <SIDE>',
      description:
        "api: the API database's; cell: the cell's; merge: the API database's, with the cell's members, and its policies if there are none",
      parse: oneOf('--keep', ['api', 'cell', 'merge']),
      isRequired: true,
    },
  ],
  examples: ['cellbridge quarantine resolve 0f8a5f3e-6f0c-4d3a-9a53-6a8a3a0d2f11 --keep merge'],
  async handler(invocation) {
    const { resolveQuarantined } = await import('@cellbridge/migrator');
    const { withDeployment } = await import('../deployment.js');
    const { io, options, output } = invocation;
    const [uuid = ''] = invocation.arguments;
    const keep = options.keep as 'api' | 'cell' | 'merge';
    await withDeployment(invocation, (deployment) =>
      resolveQuarantined(deployment, uuid, { keep, by: io.userName }),
    );
    output.line(`Group ${uuid} has been resolved: ${keep}.`);
    output.line('"cellbridge db online-data-migrations" finishes its cell.');
    output.document({ uuid, keep, by: io.userName });
    return EXIT.done;
  },
};
