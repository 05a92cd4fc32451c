import { defineCommand } from '../command.js';
import { CELL_DB_OPTION, CELL_OPTION } from '../common-options.js';
import { EXIT } from '../exit-code.js';
import { wholeNumberOrDefault } from '../parse.js';

export const moveSet = defineCommand({
  path: ['move', 'set'],
  description: 'set the pace of running and later moves; without a value, show it',
  options: {
    cellDb: CELL_DB_OPTION,
    cell: CELL_OPTION,
    batchSize: {
      value: 'N',
      description: 'groups in a transaction, or "default": what fits a quarter of a second',
      parse: wholeNumberOrDefault,
    },
    rate: {
      value: 'N',
      description:
        'groups a second that a run moves in a cell at most, or "default": as many as go',
      parse: wholeNumberOrDefault,
    },
    concurrency: {
      value: 'N',
      description: 'batches of a run at once in a cell on a server, 4 at most, or "default": 2',
      parse: wholeNumberOrDefault,
    },
    maxWriterWait: {
      value: 'MS',
      description: 'how long a service may wait for a batch, or "default": 20 on a server',
      parse: wholeNumberOrDefault,
    },
  },
  examples: [
    'cellbridge move set --rate 100',
    'cellbridge move set --rate default --batch-size 50 --cell cell1',
    'cellbridge move set --max-writer-wait 50',
    'cellbridge move set   # show what is in force',
  ],
  async handler(invocation) {
    const { steer } = await import('../steer.js');
    const { batchSize, rate, concurrency, maxWriterWait } = invocation.options;
    await steer(invocation, {
      batchSize: wished(batchSize),
      rate: wished(rate),
      concurrency: wished(concurrency),
      maxWriterWait: wished(maxWriterWait),
    });
    return EXIT.done;
  },
});

function wished(given: number | 'default' | undefined): number | null | undefined {
  return given === 'default' ? null : given;
}
