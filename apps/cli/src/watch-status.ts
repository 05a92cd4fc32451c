import { once } from 'node:events';
import type { CellDbOptions } from './cell-overrides.js';
import type { Invocation } from './command.js';
import { withCells, withDeployment } from './deployment.js';
import { Display } from './display.js';
import { EXIT } from './exit-code.js';
import type { Io } from './io.js';
import { Log } from './log.js';
import { Output } from './output.js';
import { standardOutput } from './standard-output.js';
import { printReport, readStatus, type StatusOptions } from './status-report.js';
import { watch } from './watch.js';

/**
 * Shows the status until every cell is complete, or until Ctrl-C, which ends it at once whatever it waits for.
 *
 * @param seconds between two looks.
 * @returns the exit code: with `--check` that of the last look.
 */
export async function watchStatus(
  invocation: Invocation<CellDbOptions & StatusOptions>,
  seconds: number,
): Promise<number> {
  const { io, options } = invocation;
  const signal = io.heedInterruption();
  const display = new Display(io.stdout);
  let exitCode: number = options.check ? EXIT.more : EXIT.done;
  if (signal.aborted) return exitCode;
  const open = options.check ? withCells : withDeployment;
  const watching = open(invocation, async (deployment) => {
    await watch(
      async () => {
        const report = await readStatus(deployment, invocation);
        exitCode = report.exitCode;
        const text = capture(io, (output) => printReport(output, report, invocation));
        return { text, isOver: report.document.ready };
      },
      { display, seconds, signal },
    );
  });
  await Promise.race([watching, once(signal, 'abort')]);
  return exitCode;
}

/** What is printed as for standard output, instead of printing it. */
function capture(io: Io, print: (output: Output) => void): string {
  let text = '';
  const stdout = standardOutput({
    ...(io.stdout.isTTY !== undefined && { isTTY: io.stdout.isTTY }),
    ...(io.stdout.columns !== undefined && { columns: io.stdout.columns }),
    write: (part: string | Uint8Array) => {
      text += part;
      return true;
    },
  });
  print(new Output({ ...io, stdout }, new Log(io), { content: 'text' }));
  return text;
}
