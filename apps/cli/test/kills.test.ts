import {
  createDeployment,
  forEachDialect,
  numbersFrom,
  proof,
  seeded,
  startSource,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { startService } from './service.js';

const BIN = new URL('../src/bin.ts', import.meta.url);
const KILLS = proof(5, 200);
const MOVE = ['db', 'online-data-migrations', '--batch-size', '5'];
/** So many operations of the service a process is left alive at most, once it has begun. */
const LONGEST_LIFE = 60;

forEachDialect('The command, killed at any moment while a service works', (harness) => {
  test(`${KILLS} times, loses nothing`, { timeout: 1_800_000 }, () => seeded(killAndCheck));

  async function killAndCheck(seed: number): Promise<void> {
    const draw = numbersFrom(seed);
    const databases = await createDeployment(harness, { cells: 2 });
    const service = await startService(databases);
    let batches = 0;
    let early = 0;
    for (let kills = 0; kills < KILLS; ) {
      const process = startSource(BIN, { arguments: [...MOVE, '--api-db', databases.api.url] });
      // One in eight does not even get to its first line.
      if (draw(8) > 0) await Promise.race([process.waitFor('\n'), process.result]);
      await service.workOn(draw(LONGEST_LIFE));
      process.kill('SIGKILL');
      const { signal, stdout } = await process.result;
      const lines = stdout.split('\n').length - 1;
      batches += lines;
      if (signal !== 'SIGKILL') await service.addGroups();
      else {
        kills += 1;
        if (lines === 0) early += 1;
      }
    }
    const checked = await service.finish();
    expect(checked).toBeGreaterThan(0);
    console.info(
      `${harness.dialect}: ${KILLS} kills, ${early} of them before the first line, the others after ` +
        `${batches} lines in all; ${checked} acknowledged writes were there, seed ${seed}`,
    );
  }
});
