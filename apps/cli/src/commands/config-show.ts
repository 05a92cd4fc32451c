import { defineCommand } from '../command.js';
import { CELL_DB_OPTION } from '../common-options.js';
import { EXIT } from '../exit-code.js';
import type { Setting } from '../settings.js';

export const configShow = defineCommand({
  path: ['config', 'show'],
  description: 'show the URLs in use and where each comes from, without passwords',
  options: { cellDb: CELL_DB_OPTION },
  examples: [
    'cellbridge config show',
    'cellbridge config show --nova-conf /etc/nova/nova.conf --json',
  ],
  // Without an API database it says so.
  makesApiDb: true,
  async handler(invocation) {
    const { cellOverrides } = await import('../cell-overrides.js');
    const { isMissing } = await import('../settings.js');
    const { shownUrl } = await import('../shown-url.js');
    const { io, output, settings } = invocation;
    const shown = (setting: Setting) => ({ url: shownUrl(setting.value), from: setting.from });
    const document = {
      apiDb: isMissing(settings.apiDb, io) ? null : shown(settings.apiDb),
      novaConnection: settings.novaConnection ? shown(settings.novaConnection) : null,
      cells: (await cellOverrides(invocation)).map(({ name, url, from }) => {
        return { name, ...shown({ value: url, from }) };
      }),
    };
    const { apiDb, novaConnection, cells } = document;
    output.table(
      ['Setting', 'URL', 'From'],
      [
        ['API database', apiDb?.url ?? 'none', apiDb?.from ?? null],
        ['Nova connection', novaConnection?.url ?? 'none', novaConnection?.from ?? null],
        ...cells.map(({ name, url, from }) => [`Cell ${name}`, url, from]),
      ],
    );
    if (document.apiDb !== null) {
      output.line('"cellbridge cell list" shows the cells that the API database names.');
    }
    output.document(document);
    return EXIT.done;
  },
});
