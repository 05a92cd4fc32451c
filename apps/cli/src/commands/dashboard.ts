import { defineCommand } from '../command.js';
import { CELL_DB_OPTION } from '../common-options.js';
import { port } from '../parse.js';

export const dashboard = defineCommand({
  path: ['dashboard'],
  description: 'serve a page that shows the move, live, until Ctrl-C; it changes nothing',
  options: {
    cellDb: CELL_DB_OPTION,
    port: {
      value: 'N',
      description: 'where it listens; 0: any free port. Default: 8787, or the next free one',
      parse: port,
    },
    listen: {
      value: 'ADDRESS',
      description:
        'the address it listens on; default 127.0.0.1, for this machine alone. Any other address needs a token',
    },
    token: {
      value: '@FILE',
      description:
        'what viewers log in with, from a file, or - from standard input (or CELLBRIDGE_DASHBOARD_TOKEN); 16 characters at least. Generated if --listen needs one',
    },
  },
  examples: [
    'cellbridge dashboard',
    'cellbridge dashboard --port 9000',
    'cellbridge dashboard --listen 0.0.0.0 --token @dashboard.token',
  ],
  async handler(invocation) {
    const { serveDashboard } = await import('../serve-dashboard.js');
    return await serveDashboard(invocation);
  },
});
