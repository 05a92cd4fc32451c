import type { StatusDocument } from '@cellbridge/migrator';
import type { ReadMoment } from './feed.js';

/** How far back the history goes. */
const HISTORY_MILLISECONDS = 3_600_000;

/** How far apart two samples are at least: a later one replaces that of the same step. */
const STEP_MILLISECONDS = 15_000;

/** How fast groups moved at a moment, in groups a second. */
export interface RateSample extends ReadMoment {
  /** `null` where no run was at work, or one could not say. */
  readonly total: number | null;
  /** By the uuids of the cells in which runs were at work, and could say. */
  readonly cells: ReadonlyMap<string, number>;
}

/** How fast groups moved over the last hour, as far as somebody looked: 240 samples at most. */
export class RateHistory {
  #samples: readonly RateSample[] = [];

  /** Oldest first. */
  get samples(): readonly RateSample[] {
    return this.#samples;
  }

  /** Adds what a status says, and forgets what is older than an hour. */
  add({ totals, cells }: Pick<StatusDocument, 'totals' | 'cells'>, moment: ReadMoment): void {
    const rates = cells.flatMap(({ uuid, ratePerSecond }): [string, number][] =>
      ratePerSecond === null ? [] : [[uuid, ratePerSecond]],
    );
    const { at } = moment;
    const sample = { ...moment, total: totals.ratePerSecond, cells: new Map(rates) };
    const kept = this.#samples.filter(
      (earlier) => at - earlier.at < HISTORY_MILLISECONDS && stepOf(earlier.at) !== stepOf(at),
    );
    this.#samples = [...kept, sample];
  }
}

function stepOf(at: number): number {
  return Math.floor(at / STEP_MILLISECONDS);
}

/** Whether reading has stopped between two samples, so that nobody knows how fast groups moved there. */
export function isGap(earlier: RateSample, later: RateSample): boolean {
  return later.since > earlier.at;
}
