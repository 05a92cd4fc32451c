// biome-ignore lint/style/noRestrictedImports: Node.js's way to report what no caller can be given.
import { emitWarning } from 'node:process';

/**
 * Makes a listener that holds nobody up: it is not waited for, and what it throws or rejects with is
 * reported, once.
 *
 * @param name what the option is called that it was given as.
 * @param report is told of the failure. Default, and where it fails too: a warning of Node.js's
 * (`process.on('warning')`) with the code `CELLBRIDGE_LISTENER`, whose `cause` is the error.
 */
export function guardListener<Event>(
  name: string,
  listener: ((event: Event) => unknown) | undefined,
  report?: (error: unknown, event: Event) => unknown,
): (event: Event) => void {
  if (!listener) return () => {};
  const warn = (error: unknown) => warnOf(name, error);
  return (event) => {
    const onFailure = report ? (error: unknown) => attempt(() => report(error, event), warn) : warn;
    attempt(() => listener(event), onFailure);
  };
}

/** Calls a function that may fail at once, or later on. */
function attempt(call: () => unknown, onFailure: (error: unknown) => void): void {
  try {
    Promise.resolve(call()).catch(onFailure);
  } catch (error) {
    onFailure(error);
  }
}

function warnOf(name: string, cause: unknown): void {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const warning = new Error(`${name} has failed, and nothing else with it: ${reason}`, { cause });
  warning.name = 'CellbridgeWarning';
  emitWarning(Object.assign(warning, { code: 'CELLBRIDGE_LISTENER' }));
}
