import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { Deployment } from '@cellbridge/objects';
import type { TestDeployment } from '@cellbridge/testing';
import { expect } from 'vitest';
import { checkLedger } from '../src/demo/check-ledger.js';
import { runTraffic } from '../src/demo/traffic.js';
import { cellbridge } from './run.js';

/** A service that reads and writes groups of its own while a test does harm to the migrator. */
export interface Service {
  /** Resolves when the service has done so many operations more: its clock, and no other. */
  workOn(operations: number): Promise<void>;
  /** Adds groups to each cell, when the others have moved. */
  addGroups(): Promise<void>;
  /**
   * Ends the service, runs the move to its end, and expects everything that was acknowledged.
   *
   * @returns how many writes were checked.
   */
  finish(): Promise<number>;
}

const GROUPS = 200;

export async function startService(databases: TestDeployment): Promise<Service> {
  const uuids: string[] = [];
  const addGroups = async () => {
    for (const cell of databases.cells) {
      const added = await cell.addGroups(
        Array.from({ length: GROUPS }, () => ({ uuid: randomUUID(), members: ['a', 'b'] })),
      );
      uuids.push(...added.map(({ uuid }) => uuid));
    }
  };
  await addGroups();

  // Tests add groups to cells that are complete, as a writer does that does not know of the move. A service that has
  // stopped asking these cells would find the groups only after its next check.
  const deployment = await Deployment.open({ api: databases.api.url, fallback: 'always' });
  const context = deployment.adminContext();
  const progress = new EventEmitter();
  let operations = 0;
  let isOver = false;
  const traffic = runTraffic(context, uuids, () => {
    operations += 1;
    progress.emit('operation');
    return isOver;
  });
  return {
    workOn: async (count) => {
      for (const end = operations + count; operations < end; ) {
        // What breaks the service is said here, and not waited for.
        await Promise.race([once(progress, 'operation'), traffic]);
      }
    },
    addGroups,
    finish: async () => {
      isOver = true;
      const ledger = await traffic;
      const apiUrl = databases.api.url;
      const last = await cellbridge({ apiUrl }, 'db', 'online-data-migrations');
      expect(last).toMatchObject({ code: 0, stderr: '' });
      const checked = await checkLedger(context, uuids, ledger);
      expect(ledger.faults).toEqual([]);
      const verified = await cellbridge({ apiUrl }, 'db', 'verify', '--json');
      expect(verified.json()).toMatchObject({ outcome: 'clean', findings: [] });
      for (const cell of databases.cells) expect(await cell.liveGroups()).toEqual([]);
      await deployment.close();
      return checked;
    },
  };
}
