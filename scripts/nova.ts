/**
 * Runs the commands of the OpenStack Nova that is installed on this machine before, during and after a
 * move, and fails if one of them behaves differently than without Cellbridge, or if Nova does not read the groups
 * as it has written them: docs/nova-manage.md.
 *
 *     pnpm nova [DIALECT...]
 *
 * It runs on every kind of database unless some are named. `NOVA_PYTHON` names the Python interpreter that has Nova;
 * by default it is the system's own.
 */
import { DIALECTS, type DialectName, Harness } from '@cellbridge/testing';
import { NOVA_DIALECTS } from './nova/dialects/index.js';
import { startNova } from './nova/nova.js';
import { findDifferences, type Outcome } from './nova/outcome.js';
import { runSituation, SITUATIONS } from './nova/situations.js';

const differences = await Promise.all(chosenDialects(process.argv.slice(2)).map(runOn));
if (differences.some((count) => count > 0)) process.exitCode = 1;

function chosenDialects(names: readonly string[]): readonly DialectName[] {
  const unknown = names.filter((name) => !DIALECTS.some((dialect) => dialect === name));
  if (unknown.length > 0) {
    throw new Error(`Unknown: ${unknown.join(', ')}. There are ${DIALECTS.join(', ')}.`);
  }
  return names.length === 0 ? DIALECTS : DIALECTS.filter((dialect) => names.includes(dialect));
}

/** @returns the number of groups and of commands that behaved differently. */
async function runOn(dialect: DialectName): Promise<number> {
  const { servers, stop } = await NOVA_DIALECTS[dialect].start();
  const nova = startNova(process.env.NOVA_PYTHON ?? '/usr/bin/python3');
  let expected: readonly Outcome[] | undefined;
  let count = 0;
  try {
    for (const [situation, steps] of Object.entries(SITUATIONS)) {
      const harness = new Harness(dialect, servers);
      const result = await runSituation(nova, harness, steps).finally(() => harness.cleanup());
      expected ??= result.outcomes;
      const differences = [...result.changes, ...findDifferences(expected, result.outcomes)];
      console.log(`${dialect}, ${situation}: ${differences.length} differences`);
      for (const difference of differences) console.error(difference);
      count += differences.length;
    }
  } finally {
    nova.stop();
    await stop();
  }
  return count;
}
