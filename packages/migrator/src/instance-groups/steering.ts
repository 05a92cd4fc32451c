import { hostname } from 'node:os';
// biome-ignore lint/style/noRestrictedImports: its id names the run to operators.
import { pid } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import {
  type ApiTransaction,
  listWishes,
  recordMigrator,
  removeLostMigrators,
  removeMigrator,
  type Wish,
  type WishedSetting,
} from '@cellbridge/db-api';
import { toIso } from '@cellbridge/objects';
import { v4 as generateUuid } from 'uuid';
import { LONGEST_SILENCE_SECONDS } from '../heartbeat.js';
import type { MigrationOptions } from '../online-migration.js';
import { latestOf, numberOf, pauseOf, wishesFor } from '../steering/wishes-for.js';
import type { CellRun } from './cell-run.js';

/** Milliseconds between two looks at the wishes while a run waits. */
const LOOK_MS = 1_000;

/**
 * How many batches of a cell are under way at once, where its database lets two write at once: while
 * one is inserted, the next one is read.
 */
const CONCURRENT_BATCHES = 2;

/**
 * Has a run in a cell do what operators wish, and says so in `cellbridge_migrators`. The wishes are read before every
 * batch, and each second while the run waits.
 */
export class Steering {
  readonly #run: CellRun;
  readonly #options: Pick<MigrationOptions, 'batchSize' | 'rate' | 'onWait'>;
  readonly #id = generateUuid();
  /** When the next batch may begin, in milliseconds of `performance.now`. */
  #nextAt = 0;
  #rate: number | undefined;
  #concurrency = CONCURRENT_BATCHES;
  #pause: Wish | undefined;
  #obeyedAt: string | null = null;

  constructor(run: CellRun, options: Pick<MigrationOptions, 'batchSize' | 'rate' | 'onWait'>) {
    this.#run = run;
    this.#options = options;
  }

  /** How many batches may be under way at once, where the database lets several write. */
  get concurrency(): number {
    return this.#concurrency;
  }

  /** Signs the run in, and removes what lost runs in this cell have left: it takes their place. */
  async signIn(transaction: ApiTransaction): Promise<void> {
    const silence = { seconds: LONGEST_SILENCE_SECONDS };
    await removeLostMigrators(transaction, this.#run.cell.uuid, silence);
    await this.record(transaction);
  }

  /** Records what the run does now, as a sign of life. */
  async record(transaction: ApiTransaction): Promise<void> {
    const { batchSize, cell, lastBatch, recentRate, runId } = this.#run;
    await recordMigrator(
      transaction,
      { id: this.#id, runId, cellUuid: cell.uuid, host: hostname(), pid },
      {
        state: this.#pause ? 'paused' : 'moving',
        reason: this.#reason(),
        batchGroups: batchSize.groups,
        batchRows: batchSize.rows,
        recentRate: recentRate.at(performance.now()),
        lastBatchGroups: lastBatch?.groups ?? null,
        lastBatchAt: lastBatch?.at ?? null,
        obeyedAt: this.#obeyedAt,
      },
    );
  }

  /** Signs the run out. */
  async signOut(transaction: ApiTransaction): Promise<void> {
    await removeMigrator(transaction, this.#id);
  }

  /** Waits as long as operators wish, and takes over the size of batches. Ends at once where the run is aborted. */
  async obey(): Promise<void> {
    const { onHold, signal } = this.#run;
    let isHeld = false;
    try {
      for (;;) {
        await this.#wait(this.#nextAt - performance.now());
        if (signal?.aborted) return;
        await this.look();
        if (!this.#pause && this.#nextAt <= performance.now()) return;
        if (!this.#pause) continue;
        if (!isHeld) onHold(true);
        isHeld = true;
        await this.#wait(LOOK_MS);
      }
    } finally {
      if (isHeld) onHold(false);
    }
  }

  /** Counts the groups of a batch that begins, for the rate. */
  spend(groups: number): void {
    if (this.#rate === undefined) return;
    this.#nextAt = Math.max(this.#nextAt, performance.now()) + (groups / this.#rate) * 1_000;
  }

  /** Lets no batch begin for so many milliseconds. */
  rest(milliseconds: number): void {
    this.#nextAt = Math.max(this.#nextAt, performance.now() + milliseconds);
  }

  /** Reads the wishes, and does not wait. */
  async look(): Promise<void> {
    const { api } = this.#run.deployment;
    const wishes = wishesFor(this.#run.cell.uuid, await listWishes(api));
    const latest = latestOf(wishes);
    const before = { reason: this.#reason(), pause: this.#pause };
    this.#settle(wishes);
    if (this.#reason() !== before.reason) this.#tell(before.pause !== undefined);
    if (latest === this.#obeyedAt) return;
    this.#obeyedAt = latest;
    await api.transaction((transaction) => this.record(transaction));
  }

  #settle(wishes: ReadonlyMap<WishedSetting, Wish>): void {
    const { batchSize, rate } = this.#options;
    this.#pause = pauseOf(wishes);
    this.#concurrency = numberOf(wishes, 'concurrency') ?? CONCURRENT_BATCHES;
    const wishedRate = numberOf(wishes, 'rate') ?? rate;
    // What was to be waited for at another rate.
    if (wishedRate !== this.#rate) this.#nextAt = 0;
    this.#rate = wishedRate;
    const { batchSize: size } = this.#run;
    size.fix(numberOf(wishes, 'batchSize') ?? batchSize);
    // No batch is more than a second's worth.
    size.limitTo(wishedRate ?? Number.POSITIVE_INFINITY);
  }

  #tell(wasPaused: boolean): void {
    const ended = wasPaused && !this.#pause ? ['The pause has ended.'] : [];
    const reason = this.#reason() ?? (wasPaused ? '' : 'No rate is set any more.');
    const what = [...ended, reason].filter((sentence) => sentence !== '').join(' ');
    this.#options.onWait?.(`${this.#run.cell.label}: ${what}`);
  }

  #reason(): string | null {
    if (this.#pause) {
      const { wishedBy, wishedAt } = this.#pause;
      return `Paused by ${wishedBy} since ${toIso(wishedAt)}; "cellbridge move resume" ends it.`;
    }
    return this.#rate === undefined ? null : `At most ${this.#rate} groups a second.`;
  }

  /** Waits a while, a second at most. Aborted, it ends early. */
  async #wait(milliseconds: number): Promise<void> {
    const { signal } = this.#run;
    if (milliseconds <= 0 || signal?.aborted) return;
    await setTimeout(Math.min(milliseconds, LOOK_MS), undefined, { signal }).catch(() => {});
  }
}
