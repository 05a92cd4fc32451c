import { isGap, type RateSample } from './rate-history.js';

/** How fast groups moved in a cell at a moment, in groups a second. */
export interface CellRate {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly rate: number;
  /** Whether nobody knows how fast groups moved just before. */
  readonly followsGap: boolean;
}

/** Sorts samples by the uuids of the cells, oldest first; cells without one are not in it. */
export function ratesByCell(
  samples: readonly RateSample[],
): ReadonlyMap<string, readonly CellRate[]> {
  const found = new Map<string, CellRate[]>();
  for (const [index, sample] of samples.entries()) {
    const before = samples[index - 1];
    const known = before && !isGap(before, sample) ? before.cells : new Map();
    for (const [uuid, rate] of sample.cells) {
      const rates = found.get(uuid) ?? [];
      rates.push({ at: sample.at, rate, followsGap: !known.has(uuid) });
      found.set(uuid, rates);
    }
  }
  return found;
}
