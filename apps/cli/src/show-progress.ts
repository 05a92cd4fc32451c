import type { ProgressEvent } from '@cellbridge/migrator';
import { eventLogger } from './log-event.js';
import type { Output } from './output.js';
import { progressBar } from './progress-bar.js';

const REDRAW_INTERVAL_MILLISECONDS = 100;

/**
 * Shows the progress of a run: a bar if standard output and standard error are a terminal, else a line for each
 * batch on standard output; nothing of that with `--json`. Other events are logged.
 */
export function showProgress(output: Output): {
  onProgress: (event: ProgressEvent) => void;
  stop: () => void;
} {
  const hasBar = output.isTerminal && output.log.isTerminal;
  const logEvent = eventLogger(output.log, output.isForLines || output.log.isForPrograms);
  const startedAt = Date.now();
  let drawnAt = 0;
  return {
    onProgress(event) {
      logEvent(event);
      if (event.type !== 'start' && event.type !== 'batch') return;
      // Without a total there is no bar.
      if (!hasBar || !event.total) {
        printLine(output, event);
        return;
      }
      const now = Date.now();
      const value = event.type === 'batch' ? event.foundSoFar : 0;
      const total = Math.max(event.total, value);
      if (now - drawnAt < REDRAW_INTERVAL_MILLISECONDS && value < total) return;
      drawnAt = now;
      const seconds = (now - startedAt) / 1_000;
      output.progress((width) =>
        progressBar({ value, total, seconds }, { ...output.drawing, width }),
      );
    },
    stop: () => output.log.clearProgress(),
  };
}

function printLine(output: Output, event: ProgressEvent): void {
  if (event.type === 'start' && event.total !== null) {
    output.progressLine(`Running ${event.migration}: ${event.total} rows need it.`);
  }
  if (event.type === 'batch') {
    const { migration, cellName, found, done, doneSoFar, total } = event;
    const from = cellName ? ` in cell ${cellName}` : '';
    const left =
      total === null
        ? `${doneSoFar} so far`
        : `${doneSoFar} of ${total} so far, ${Math.max(total - doneSoFar, 0)} remaining`;
    output.progressLine(`${found} rows matched ${migration}${from}, ${done} migrated; ${left}.`);
  }
}
