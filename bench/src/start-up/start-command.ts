import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../../apps/cli/dist/bin.js', import.meta.url));

/** Runs the built command to its end, which has to have this exit code. @returns milliseconds. */
export function startCommand(given: readonly string[], code = 0): number {
  return startNode([PROGRAM, ...given], code);
}

/** Runs Node.js to its end, which has to have this exit code. @returns milliseconds. */
export function startNode(given: readonly string[], code = 0): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, given, { encoding: 'utf8' });
  const elapsed = performance.now() - started;
  if (status !== code) {
    throw new Error(`${given.join(' ')} has ended with ${status}, not ${code}:\n${stderr}`);
  }
  return elapsed;
}
