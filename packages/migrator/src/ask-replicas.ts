import { type Database, openDatabase } from '@cellbridge/db-api';
import { CellbridgeError, InvalidInputError } from '@cellbridge/objects';
import { askSparingly } from './ask-sparingly.js';
import type { AskToHoldBack } from './online-migration.js';
import type { ReplicaLimit } from './run-options.js';

/** Milliseconds that a replica has to let the run in, and to answer: nothing moves meanwhile. */
const ANSWER_LIMIT_MS = 10_000;

const DEFAULT_MAX_LAG_SECONDS = 10;

/** The replicas of a run, over a connection to each. */
export interface Replicas extends AsyncDisposable {
  /**
   * Asks all of them, for all cells of the run together. One that does not answer holds the run back: it may be
   * restarting.
   *
   * @throws InvalidInputError if one is no replica any more.
   */
  readonly ask: AskToHoldBack;
}

/**
 * Connects to the replicas of a run, and checks that each is one and answers.
 *
 * @throws InvalidInputError if one is no replica.
 * @throws PermissionError that names the GRANT if the user may not ask how far one is behind.
 * @throws CellbridgeError if one cannot be reached.
 */
export async function openReplicas({
  urls,
  maxLagSeconds = DEFAULT_MAX_LAG_SECONDS,
}: ReplicaLimit): Promise<Replicas> {
  const replicas: Replica[] = [];
  const close = async () => {
    await Promise.all(replicas.map(({ database }) => database.close()));
  };
  try {
    for (const url of urls) {
      const database = await openDatabase(url, {
        poolSize: 1,
        connectTimeout: ANSWER_LIMIT_MS,
        readTimeout: ANSWER_LIMIT_MS,
      });
      const replica = new Replica(database);
      replicas.push(replica);
      await replica.readLag();
    }
  } catch (error) {
    await close();
    throw error;
  }
  const ask = askSparingly(async () => {
    const reasons = await Promise.all(replicas.map((replica) => reasonOf(replica, maxLagSeconds)));
    return reasons.filter((reason) => reason !== undefined).join(', ') || undefined;
  });
  return { ask, [Symbol.asyncDispose]: close };
}

/** A replica, and when it last had everything. */
class Replica {
  readonly database: Database;
  #caughtUpAt = Number.NEGATIVE_INFINITY;

  constructor(database: Database) {
    this.database = database;
  }

  /**
   * Returns for how many seconds it is behind; `null` if it does not replicate. One that had everything a second ago is a
   * second behind at most, however old its last transaction is.
   */
  async readLag(): Promise<number | null> {
    const { dialect, description } = this.database;
    const askedAt = performance.now();
    const { isReplica, lagSeconds } = await dialect.readReplicaState(this.database);
    if (!isReplica) {
      throw new InvalidInputError(
        `${description} is not a replica; name a standby of PostgreSQL, or a replica of MySQL or MariaDB.`,
      );
    }
    if (lagSeconds === 0) this.#caughtUpAt = askedAt;
    return lagSeconds === null ? null : Math.min(lagSeconds, (askedAt - this.#caughtUpAt) / 1_000);
  }
}

/** Why a replica holds a run back; `undefined` if it does not. */
async function reasonOf(replica: Replica, maxLagSeconds: number): Promise<string | undefined> {
  const name = `replica ${replica.database.description}`;
  try {
    const lagSeconds = await replica.readLag();
    if (lagSeconds === null) return `replication to ${name} is stopped, or has not begun`;
    if (lagSeconds <= maxLagSeconds) return undefined;
    return `${name} is ${Math.ceil(lagSeconds * 10) / 10} s behind (limit ${maxLagSeconds} s)`;
  } catch (error) {
    if (CellbridgeError.isInstance(error) && error.isRetryable) return `${name} does not answer`;
    throw error;
  }
}
