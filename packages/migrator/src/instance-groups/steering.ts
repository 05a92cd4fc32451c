import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import {
  type ApiTransaction,
  listMigrators,
  listWishes,
  type MigratorReport,
  recordMigrator,
  removeMigrator,
  type Wish,
  type WishedSetting,
} from '@cellbridge/db-api';
import { toIso } from '@cellbridge/objects';
import { v4 as generateUuid } from 'uuid';
import { LONGEST_SILENCE_SECONDS } from '../heartbeat.js';
import type { MigrationOptions } from '../online-migration.js';
import type { CellRun } from './cell-run.js';

/** Milliseconds between two looks at the wishes while a run waits. */
const LOOK_MS = 1_000;

/** What holds a run up now. */
interface Obstacle {
  readonly state: MigratorReport['state'];
  readonly reason: string;
  /** Milliseconds that are left, at most. */
  readonly wait: number;
}

/**
 * Has a run in a cell do what operators wish, and says so in `cellbridge_migrators`. The wishes are read before every batch,
 * and each second while the run waits.
 */
export class Steering {
  readonly #run: CellRun;
  readonly #options: Pick<MigrationOptions, 'batchSize' | 'rate' | 'onWait'>;
  readonly #id = generateUuid();
  /** When the next batch may begin, in milliseconds of `performance.now`, at the rate that is in force. */
  #nextAt = 0;
  #rate: number | undefined;
  #obeyedAt: string | null = null;
  #obstacle: Obstacle | undefined;

  constructor(run: CellRun, options: Pick<MigrationOptions, 'batchSize' | 'rate' | 'onWait'>) {
    this.#run = run;
    this.#options = options;
  }

  /** Signs the run in, and removes what lost runs in this cell have left: it takes their place. */
  async begin(): Promise<void> {
    const { api } = this.#run.deployment;
    const lost = (await listMigrators(api)).filter(
      ({ cellUuid, silentSeconds }) =>
        cellUuid === this.#run.cell.uuid && silentSeconds >= LONGEST_SILENCE_SECONDS,
    );
    await api.transaction(async (transaction) => {
      for (const { id } of lost) await removeMigrator(transaction, id);
      await this.record(transaction);
    });
  }

  /** Records what the run does now, as a sign of life. */
  async record(transaction: ApiTransaction): Promise<void> {
    const { batchSize, cell, runId } = this.#run;
    await recordMigrator(
      transaction,
      { id: this.#id, runId, cellUuid: cell.uuid, host: hostname(), pid: process.pid },
      {
        state: this.#obstacle?.state ?? 'moving',
        reason: this.#obstacle?.reason ?? null,
        batchGroups: batchSize.groups,
        batchRows: batchSize.rows,
        obeyedAt: this.#obeyedAt,
      },
    );
  }

  /** Signs the run out. Where that fails, the run counts as lost: nobody has heard of its end. */
  async end(): Promise<void> {
    const { api } = this.#run.deployment;
    await api.transaction((transaction) => removeMigrator(transaction, this.#id)).catch(() => {});
  }

  /** Waits as long as operators wish, and takes over how large batches are to be. Ends at once if the run is over. */
  async obey(): Promise<void> {
    const { deployment, signal } = this.#run;
    for (;;) {
      const wishes = wishesFor(this.#run.cell.uuid, await listWishes(deployment.api));
      const hasChanged = this.#takeOver(wishes);
      const obstacle = this.#run.isOver ? undefined : this.#obstacleOf(wishes);
      const isOther = obstacle?.reason !== this.#obstacle?.reason;
      if (isOther) this.#options.onWait?.(obstacle?.reason ?? 'The run continues.');
      this.#obstacle = obstacle;
      if (isOther || hasChanged) {
        await deployment.api.transaction((transaction) => this.record(transaction));
      }
      if (!obstacle) return;
      // Aborted, it ends early.
      await setTimeout(Math.min(obstacle.wait, LOOK_MS), undefined, { signal }).catch(() => {});
    }
  }

  /** Counts the groups of a batch that begins, for the rate. */
  spend(groups: number): void {
    if (this.#rate === undefined) return;
    this.#nextAt = Math.max(this.#nextAt, performance.now()) + (groups / this.#rate) * 1_000;
  }

  /** @returns whether something is wished that was not known. */
  #takeOver(wishes: ReadonlyMap<WishedSetting, Wish>): boolean {
    const { batchSize, rate } = this.#options;
    this.#rate = numberOf(wishes, 'rate') ?? rate;
    if (this.#rate === undefined) this.#nextAt = 0;
    const wished = numberOf(wishes, 'batch-size') ?? batchSize;
    // No batch takes longer than a second of what the rate allows.
    const most = this.#rate === undefined ? wished : Math.min(wished ?? this.#rate, this.#rate);
    this.#run.batchSize.fix(most);
    const times = [...wishes.values()].map(({ wishedAt }) => wishedAt);
    const latest = times.sort().at(-1) ?? null;
    const hasChanged = latest !== this.#obeyedAt;
    this.#obeyedAt = latest;
    return hasChanged;
  }

  #obstacleOf(wishes: ReadonlyMap<WishedSetting, Wish>): Obstacle | undefined {
    const pause = wishes.get('paused');
    if (pause?.value === 'true') {
      const { wishedBy, wishedAt } = pause;
      const reason = `Paused by ${wishedBy} since ${toIso(wishedAt)}; "cellbridge move resume" ends it.`;
      return { state: 'paused', reason, wait: LOOK_MS };
    }
    const wait = this.#nextAt - performance.now();
    if (this.#rate === undefined || wait <= 0) return undefined;
    return { state: 'held back', reason: `Held back to ${this.#rate} groups a second.`, wait };
  }
}

/** What is wished for a cell: its own wishes, and those for every cell where it has none. */
function wishesFor(cellUuid: string, wishes: readonly Wish[]): Map<WishedSetting, Wish> {
  const ofAll = wishes.filter((wish) => wish.cellUuid === null);
  const own = wishes.filter((wish) => wish.cellUuid === cellUuid);
  return new Map([...ofAll, ...own].map((wish) => [wish.setting, wish]));
}

function numberOf(
  wishes: ReadonlyMap<WishedSetting, Wish>,
  setting: WishedSetting,
): number | undefined {
  const wish = wishes.get(setting);
  return wish && Number(wish.value);
}
