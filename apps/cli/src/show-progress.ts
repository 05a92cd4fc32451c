import type { ProgressEvent } from '@cellbridge/migrator';
import { Presets, SingleBar } from 'cli-progress';
import type { Io } from './io.js';
import type { Output } from './output.js';

/** Shows a run as it goes: a bar on a terminal, a line a batch in a pipe, nothing with `--json`. */
export function showProgress(
  output: Output,
  io: Io,
): { onProgress: (event: ProgressEvent) => void; stop: () => void } {
  if (!output.isTerminal)
    return { onProgress: (event) => printLine(output, event), stop: () => {} };
  const bar = new SingleBar(
    {
      format: '{bar} {percentage} % | {value} of {total} groups | {eta_formatted} left',
      stream: io.stderr as NodeJS.WriteStream,
      // Whoever ends the process at once would leave the terminal without them.
      hideCursor: false,
      linewrap: true,
      clearOnComplete: true,
    },
    Presets.shades_classic,
  );
  let isRunning = false;
  return {
    onProgress(event) {
      if (event.type === 'start' && event.total !== null && event.total > 0) {
        bar.start(event.total, 0);
        isRunning = true;
      }
      // Where a cell cannot say what it holds, there is no end for a bar to run to.
      if (!isRunning) printLine(output, event);
      else if (event.type === 'batch') {
        bar.setTotal(Math.max(event.total ?? 0, event.foundSoFar));
        bar.update(event.foundSoFar);
      }
    },
    stop() {
      if (isRunning) bar.stop();
    },
  };
}

function printLine(output: Output, event: ProgressEvent): void {
  if (event.type === 'start' && event.total !== null) {
    output.line(`Running ${event.migration}: ${event.total} rows need it.`);
  }
  if (event.type === 'batch') {
    const from = event.cellName ? ` in cell ${event.cellName}` : '';
    output.line(`${event.found} rows matched ${event.migration}${from}, ${event.done} migrated.`);
  }
}
