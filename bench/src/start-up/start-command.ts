import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../../apps/cli/dist/bin.js', import.meta.url));

/** Runs the built command to its end. @returns milliseconds. */
export function startCommand(given: readonly string[]): number {
  return startNode([PROGRAM, ...given]);
}

/** Runs Node.js to its end. @returns milliseconds. */
export function startNode(given: readonly string[]): number {
  const started = performance.now();
  const { status, stderr } = spawnSync(process.execPath, given, { encoding: 'utf8' });
  const elapsed = performance.now() - started;
  if (status !== 0) throw new Error(`${given.join(' ')} has failed:\n${stderr}`);
  return elapsed;
}
