import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { Deployment } from '@cellbridge/objects';
import {
  createDeployment,
  drawSeed,
  forEachDialect,
  numbersFrom,
  proof,
  startSource,
  type TestDeployment,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { checkLedger } from '../src/demo/check-ledger.js';
import { runTraffic } from '../src/demo/traffic.js';
import { cellbridge } from './run.js';

const BIN = new URL('../src/bin.ts', import.meta.url);
const KILLS = proof(5, 200);
const MOVE = ['db', 'online-data-migrations', '--batch-size', '5'];
/** So many operations of the service a process is left alive at most, once it has begun. */
const LONGEST_LIFE = 60;

forEachDialect('The command, killed at any moment while a service works', (harness) => {
  test(`${KILLS} times, loses nothing`, { timeout: 1_800_000 }, async () => {
    const seed = drawSeed();
    const draw = numbersFrom(seed);
    const databases = await createDeployment(harness, { cells: 2 });
    const uuids: string[] = [];
    await addGroups(databases, uuids);
    await using deployment = await Deployment.open({ api: databases.api.url });
    const context = deployment.adminContext();

    const progress = new EventEmitter();
    let operations = 0;
    let isOver = false;
    const traffic = runTraffic(context, uuids, () => {
      operations += 1;
      progress.emit('operation');
      return isOver;
    });
    /** Waits for the service, not for a clock. */
    const workOn = async (count: number) => {
      for (const end = operations + count; operations < end; ) await once(progress, 'operation');
    };

    let batches = 0;
    let early = 0;
    for (let kills = 0; kills < KILLS; ) {
      const process = startSource(BIN, { arguments: [...MOVE, '--api-db', databases.api.url] });
      // One in eight does not even get to its first batch.
      if (draw(8) > 0) {
        await Promise.race([process.waitFor('\n'), process.result]);
      }
      await workOn(draw(LONGEST_LIFE));
      process.kill('SIGKILL');
      const { signal, stdout } = await process.result;
      const lines = stdout.split('\n').length - 1;
      batches += lines;
      if (signal !== 'SIGKILL') await addGroups(databases, uuids);
      else {
        kills += 1;
        if (lines === 0) early += 1;
      }
    }
    isOver = true;
    const ledger = await traffic;

    const last = await cellbridge({ apiUrl: databases.api.url }, ...MOVE);
    expect(last).toMatchObject({ code: 0, stderr: '' });
    const checked = await checkLedger(context, uuids, ledger);
    expect(ledger.faults, `seed ${seed}`).toEqual([]);
    const verified = await cellbridge({ apiUrl: databases.api.url }, 'db', 'verify', '--json');
    expect(verified.json(), `seed ${seed}`).toMatchObject({ outcome: 'clean', findings: [] });
    for (const cell of databases.cells) expect(await cell.liveGroups()).toEqual([]);
    console.info(
      `${harness.dialect}: ${KILLS} kills, ${early} of them before the first line and the others ` +
        `after ${batches} lines in all; ${checked} acknowledged writes were there, seed ${seed}`,
    );
  });
});

async function addGroups({ cells }: TestDeployment, uuids: string[]): Promise<void> {
  for (const cell of cells) {
    const added = await cell.addGroups(
      Array.from({ length: 200 }, () => ({ uuid: randomUUID(), members: ['a', 'b'] })),
    );
    uuids.push(...added.map(({ uuid }) => uuid));
  }
}
