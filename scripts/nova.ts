/**
 * Runs the commands of the OpenStack Nova that is installed on this machine before, during and after a
 * move, and fails if one of them behaves differently than without Cellbridge: docs/nova-manage.md.
 *
 * `NOVA_PYTHON` names the Python interpreter that has Nova; by default it is the system's own.
 */
import { type DialectName, dialectsOn, Harness, startPostgresql } from '@cellbridge/testing';
import { startNova } from './nova/nova.js';
import { findDifferences, type Outcome } from './nova/outcome.js';
import { runCommands, SITUATIONS } from './nova/situations.js';

const server = await startPostgresql();
const servers = { postgresqlUrl: server.url };
try {
  const differences = await Promise.all(dialectsOn(servers).map(runOn));
  if (differences.some((count) => count > 0)) process.exitCode = 1;
} finally {
  await server.stop();
}

/** @returns the number of commands that behaved differently. */
async function runOn(dialect: DialectName): Promise<number> {
  const nova = startNova(process.env.NOVA_PYTHON ?? '/usr/bin/python3');
  let expected: Outcome[] | undefined;
  let count = 0;
  try {
    for (const [situation, steps] of Object.entries(SITUATIONS)) {
      const harness = new Harness(dialect, servers);
      const outcomes = await runCommands(nova, harness, steps).finally(() => harness.cleanup());
      expected ??= outcomes;
      const differences = findDifferences(expected, outcomes);
      console.log(`${dialect}, ${situation}: ${differences.length} differences`);
      for (const difference of differences) console.error(difference);
      count += differences.length;
    }
  } finally {
    nova.stop();
  }
  return count;
}
