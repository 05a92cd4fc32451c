import { setImmediate } from 'node:timers/promises';
import type { RawDatabase } from '@cellbridge/testing';

/** Turns of the event loop after which whoever is not through stands in line for a file. */
const TURNS = 50;

/** Whether somebody waits for a lock in a database. */
export async function isBlocked(raw: RawDatabase): Promise<boolean> {
  if (raw.dialect === 'sqlite') {
    for (let turn = 0; turn < TURNS; turn += 1) await setImmediate();
    return true;
  }
  const waiting = await raw.query(
    `SELECT 1 FROM pg_stat_activity
     WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0`,
  );
  return waiting.length > 0;
}
