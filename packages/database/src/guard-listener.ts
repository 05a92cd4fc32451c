// biome-ignore lint/style/noRestrictedImports: Node.js's way to report what no caller can be given.
import { emitWarning } from 'node:process';
import { messageOf } from './errors/message-of.js';

/**
 * Makes a listener that delays nobody: it is not awaited, and its errors are reported, once.
 *
 * @param name the option that the listener was given as.
 * @param report called with the failure. Default: a Node.js warning (`process.on('warning')`) with the code
 * `CELLBRIDGE_LISTENER` and the error as its `cause`. If `report` fails too, the warning names both.
 */
export function guardListener<Event>(
  name: string,
  listener: ((event: Event) => unknown) | undefined,
  report?: (error: unknown, event: Event) => unknown,
): (event: Event) => void {
  if (!listener) return () => {};
  return (event) => {
    const onFailure = (error: unknown) => {
      if (!report) return warnOf(name, messageOf(error), error);
      const onSecond = (second: unknown) => {
        const both = `${messageOf(error)} (and whoever is told of it has failed, too: ${messageOf(second)})`;
        warnOf(name, both, error);
      };
      attempt(() => report(error, event), onSecond);
    };
    attempt(() => listener(event), onFailure);
  };
}

/** Calls a function that may fail at once or later. */
function attempt(call: () => unknown, onFailure: (error: unknown) => void): void {
  try {
    Promise.resolve(call()).catch(onFailure);
  } catch (error) {
    onFailure(error);
  }
}

function warnOf(name: string, reason: string, cause: unknown): void {
  const warning = new Error(`${name} has failed, and nothing else with it: ${reason}`, { cause });
  warning.name = 'CellbridgeWarning';
  emitWarning(Object.assign(warning, { code: 'CELLBRIDGE_LISTENER' }));
}
