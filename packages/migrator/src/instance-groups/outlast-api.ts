import { setTimeout } from 'node:timers/promises';
import { ConnectionError, listProgress, NoConnectionLeftError } from '@cellbridge/db-api';
import { type Deployment, INSTANCE_GROUPS_MIGRATION } from '@cellbridge/objects';
import type { WaitState } from '../events/migration-event.js';
import type { MigrationOptions } from '../online-migration.js';

/** Milliseconds between two questions whether the API database answers again. */
const API_RETRY_INTERVAL_MS = 500;

/** How often in a row the API database may be lost before a group has moved, or the work has gone on for a while. */
const MAX_LOSSES_IN_A_ROW = 5;

/** Runs `work` again whenever it has lost the API database and that is back; `done` counts what moved. */
type Outlast = <T>(work: () => Promise<T>, done: () => number) => Promise<T>;

/**
 * Gives a run patience with the API database: a server that restarts, or that another one takes over from,
 * ends no run. All that wait, wait together, and are reported once.
 *
 * The work that is run again has to be such that it can be: a move is.
 */
export function outlastApi(
  { api }: Deployment,
  { patience = 0, signal, onEvent }: Pick<MigrationOptions, 'patience' | 'signal' | 'onEvent'>,
): Outlast {
  const tell = (state: WaitState, reason: string) => onEvent?.({ type: 'wait', state, reason });
  const isLost = (error: unknown) =>
    // A server that comes back may have no connection left at first.
    (ConnectionError.isInstance(error) || NoConnectionLeftError.isInstance(error)) &&
    error.database === api.description;
  const waitUntilBack = async ({ message }: Error): Promise<boolean> => {
    const seconds = Math.round(patience / 1_000);
    tell('disconnected', `Waiting for the API database, up to ${seconds} s. ${message}`);
    const deadline = performance.now() + patience;
    while (performance.now() < deadline) {
      try {
        await listProgress(api, INSTANCE_GROUPS_MIGRATION);
        tell('moving', 'The API database answers again; the run continues.');
        return true;
      } catch (error) {
        if (!isLost(error)) throw error;
        await setTimeout(API_RETRY_INTERVAL_MS, undefined, { signal }).catch(() => {});
        if (signal?.aborted) return false;
      }
    }
    return false;
  };
  let waiting: Promise<boolean> | undefined;
  return async (work, done) => {
    let losses = 0;
    for (let before = done(); ; before = done()) {
      const started = performance.now();
      try {
        return await work();
      } catch (error) {
        // A run that is paused moves nothing.
        const hasWorked = done() > before || performance.now() - started > patience;
        losses = hasWorked ? 1 : losses + 1;
        const isOver = patience <= 0 || signal?.aborted || losses > MAX_LOSSES_IN_A_ROW;
        if (isOver || !isLost(error)) throw error;
        waiting ??= waitUntilBack(error as Error).finally(() => {
          waiting = undefined;
        });
        if (!(await waiting)) throw error;
      }
    }
  };
}
