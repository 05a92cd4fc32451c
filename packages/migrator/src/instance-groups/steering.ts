import { hostname } from 'node:os';
// biome-ignore lint/style/noRestrictedImports: its id names the run to operators.
import { pid } from 'node:process';
import { setTimeout } from 'node:timers/promises';
import {
  type ApiTransaction,
  listWishes,
  type Migrator,
  type MigratorReport,
  recordMigrator,
  removeLostMigrators,
  removeMigrator,
  type Wish,
  type WishedSetting,
} from '@cellbridge/db-api';
import { toIso } from '@cellbridge/objects';
import { v4 as generateUuid } from 'uuid';
import type { WaitState } from '../events/migration-event.js';
import { LONGEST_SILENCE_SECONDS } from '../heartbeat.js';
import type { AskToHoldBack, MigrationOptions } from '../online-migration.js';
import { latestOf, numberOf, pauseOf, wishesFor } from '../steering/wishes-for.js';
import type { CellRun } from './cell-run.js';
import { askThrottleQuery } from './throttle.js';

/** Milliseconds between two looks at the wishes while a run waits. */
const LOOK_MS = 1_000;

/**
 * How many batches of a cell are under way at once, where its database lets two write at once: while
 * one is inserted, the next one is read.
 */
const CONCURRENT_BATCHES = 2;

/** What a run is asked for that steering heeds. */
type SteeringOptions = Pick<
  MigrationOptions,
  'batchSize' | 'rate' | 'maxWriterWait' | 'throttle' | 'askReplicas'
>;

/** What keeps a run from going as fast as it can, but for its backoff. */
interface Limits {
  readonly state: MigratorReport['state'];
  readonly rate: number | undefined;
  /** Why it waits. */
  readonly reason: string | undefined;
}

/**
 * Has a run in a cell do what operators wish, and says so in `cellbridge_migrators`. The wishes are read before every
 * batch, and each second while the run waits.
 */
export class Steering {
  readonly #run: CellRun;
  readonly #options: SteeringOptions;
  /** Those who may have it hold back. */
  readonly #throttles: readonly AskToHoldBack[];
  readonly #id = generateUuid();
  /** When the next batch may begin, in milliseconds of `performance.now`. */
  #nextAt = 0;
  #rate: number | undefined;
  /** `undefined` where the rate is an option of the run. */
  #rateWishedBy: string | undefined;
  #concurrency = CONCURRENT_BATCHES;
  #pause: Wish | undefined;
  /** Why it holds back, as of the last answers. */
  #throttledBy: string | undefined;
  #obeyedAt: string | null = null;
  #recordedReason: string | null = null;
  /** Whether it was told that the run rests for services. */
  #toldRest = false;

  constructor(run: CellRun, options: SteeringOptions) {
    this.#run = run;
    this.#options = options;
    const { throttle, askReplicas } = options;
    const askQuery = throttle && askThrottleQuery(run.cell, throttle);
    this.#throttles = [askQuery, askReplicas].filter((ask) => ask !== undefined);
  }

  /** How many batches may be under way at once, where the database lets several write. */
  get concurrency(): number {
    return this.#isBackingOff ? 1 : this.#concurrency;
  }

  get #isBackingOff(): boolean {
    return this.#run.backoff.strength(performance.now()) > 0;
  }

  /**
   * Signs the run in, and removes what lost runs in this cell have left: it takes their place.
   *
   * @returns these.
   */
  async signIn(transaction: ApiTransaction): Promise<Migrator[]> {
    const silence = { seconds: LONGEST_SILENCE_SECONDS };
    const { cell, runId } = this.#run;
    const lost = await removeLostMigrators(transaction, { cellUuid: cell.uuid, runId }, silence);
    await this.record(transaction);
    return lost;
  }

  /** Records what the run does now, as a sign of life. */
  async record(transaction: ApiTransaction): Promise<void> {
    const { batchSize, cell, lastBatch, recentRate, runId } = this.#run;
    const reason = this.#reason;
    this.#recordedReason = reason;
    await recordMigrator(
      transaction,
      { id: this.#id, runId, cellUuid: cell.uuid, host: hostname(), pid },
      {
        state: this.#state,
        reason,
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

  /** Waits as long as operators wish, and takes over the size of batches. Ends at once where the run may move no more. */
  async obey(): Promise<void> {
    const { onHold } = this.#run;
    let isHeld = false;
    try {
      for (;;) {
        await this.#wait(this.#nextAt - performance.now());
        if (this.#run.isOver) return;
        await this.look();
        const isMoving = this.#state === 'moving';
        if (isMoving && !isHeld && this.#nextAt <= performance.now()) return;
        // Another cell may take its place, unless all are paused. What was wished meanwhile is looked at once it has one again.
        const givesWay = this.#pause !== undefined && this.#pause.cellUuid !== null;
        if (isHeld !== givesWay) {
          isHeld = !isHeld;
          await onHold(isHeld);
        }
        if (!isMoving) await this.#wait(LOOK_MS);
      }
    } finally {
      if (isHeld) await onHold(false);
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

  /** Reads the wishes, asks those who may have it hold back, and does not wait. */
  async look(): Promise<void> {
    const { api } = this.#run.deployment;
    const wishes = wishesFor(this.#run.cell.uuid, await listWishes(api));
    const latest = latestOf(wishes);
    const before = this.#limits;
    this.#settle(wishes);
    if (!this.#pause) await this.#askThrottles();
    if (latest !== this.#obeyedAt || this.#reason !== this.#recordedReason) {
      this.#obeyedAt = latest;
      await api.transaction((transaction) => this.record(transaction));
    }
    if (before.state !== 'moving' && this.#state === 'moving') {
      this.#run.recentRate.restart(performance.now());
    }
    this.#tell(before);
    this.#tellRest();
  }

  async #askThrottles(): Promise<void> {
    const answers = await Promise.all(this.#throttles.map((ask) => ask()));
    const reasons = answers.filter((reason) => reason !== undefined);
    this.#throttledBy = reasons.length > 0 ? `Throttled: ${reasons.join('; ')}.` : undefined;
  }

  #settle(wishes: ReadonlyMap<WishedSetting, Wish>): void {
    const { batchSize, rate, maxWriterWait } = this.#options;
    this.#pause = pauseOf(wishes);
    this.#concurrency = numberOf(wishes, 'concurrency') ?? CONCURRENT_BATCHES;
    const wishedNumber = numberOf(wishes, 'rate');
    const wishedRate = wishedNumber ?? rate;
    // What was to be waited for at another rate.
    if (wishedRate !== this.#rate) this.#nextAt = 0;
    this.#rate = wishedRate;
    this.#rateWishedBy = wishedNumber === undefined ? undefined : wishes.get('rate')?.wishedBy;
    const { backoff, batchSize: size } = this.#run;
    backoff.wishedMaxWait = numberOf(wishes, 'maxWriterWait') ?? maxWriterWait;
    size.fix(numberOf(wishes, 'batchSize') ?? batchSize);
    // No batch is more than a second's worth.
    size.limitTo(wishedRate ?? Number.POSITIVE_INFINITY);
  }

  get #state(): MigratorReport['state'] {
    if (this.#pause) return 'paused';
    return this.#throttledBy === undefined ? 'moving' : 'throttled';
  }

  get #limits(): Limits {
    return { state: this.#state, rate: this.#rate, reason: this.#reasonToWait };
  }

  /** Tells what has changed in its limits. */
  #tell(before: Limits): void {
    const { state, rate, reason } = this.#limits;
    // The numbers in it change all the time.
    const isSame = state === 'throttled' || reason === before.reason;
    if (state === before.state && isSame) return;
    const ended = {
      paused: 'The pause has ended.',
      throttled: 'It is not throttled any more.',
      moving: rate === undefined && before.rate !== undefined ? 'No rate is set any more.' : '',
    };
    const isOver = state === 'moving' && (before.state !== 'moving' || reason === undefined);
    const told = [isOver ? ended[before.state] : '', reason ?? ''];
    const isSlowed = state === 'moving' && reason !== undefined;
    this.#tellWait(isSlowed ? 'slowed' : state, told.filter(Boolean).join(' '));
  }

  /** Tells when it begins to rest for services, and when it no longer does. */
  #tellRest(): void {
    const isResting = this.#isBackingOff;
    if (isResting === this.#toldRest) return;
    this.#toldRest = isResting;
    if (isResting) this.#tellWait('resting', this.#reasonOfRest);
    else this.#tellWait('moving', 'It no longer rests between batches.');
  }

  #tellWait(state: WaitState, reason: string): void {
    this.#run.tell({ type: 'wait', state, reason: `${this.#run.cell.label}: ${reason}` });
  }

  get #reasonOfRest(): string {
    const { maxWait } = this.#run.backoff;
    return `It rests between batches: services have waited for one for more than ${maxWait} ms.`;
  }

  /** Why the run is slow now; `null` where nothing holds it back. */
  get #reason(): string | null {
    const reasonOfRest = this.#isBackingOff ? this.#reasonOfRest : '';
    const reasons = [this.#reasonToWait ?? '', reasonOfRest].filter(Boolean);
    return reasons.length > 0 ? reasons.join(' ') : null;
  }

  get #reasonToWait(): string | undefined {
    if (this.#pause) {
      const { wishedBy, wishedAt } = this.#pause;
      return `Paused by ${wishedBy} since ${toIso(wishedAt)}; "cellbridge move resume" ends it.`;
    }
    return this.#throttledBy ?? this.#reasonOfRate;
  }

  get #reasonOfRate(): string | undefined {
    if (this.#rate === undefined) return undefined;
    const by = this.#rateWishedBy ?? 'an option of the run';
    return `At most ${this.#rate} groups a second, set by ${by}.`;
  }

  /** Waits a while, a second at most. Aborted, it ends early. */
  async #wait(milliseconds: number): Promise<void> {
    const { signal } = this.#run;
    if (milliseconds <= 0 || signal?.aborted) return;
    await setTimeout(Math.min(milliseconds, LOOK_MS), undefined, { signal }).catch(() => {});
  }
}
