import type { CellStatus } from './cell-status.js';
import type { CellMigrator } from './steering/steer-moves.js';

/** How fast groups move, and when the rest will have moved. */
type Pace = Pick<CellStatus, 'ratePerSecond' | 'etaSeconds'>;

/** How fast the runs in a cell are. */
export function cellPace(
  migrators: readonly CellMigrator[],
  { remaining, quarantined }: Pick<CellStatus, 'remaining' | 'quarantined'>,
): Pace {
  const atWork = migrators.filter(({ state }) => state !== 'lost');
  const ratePerSecond = sumOfRates(atWork);
  const isMoving = atWork.some(({ state }) => state === 'moving');
  if (!isMoving || !ratePerSecond || remaining === null) return { ratePerSecond, etaSeconds: null };
  // A group may be set aside between the two counts.
  return { ratePerSecond, etaSeconds: Math.max(0, remaining - quarantined) / ratePerSecond };
}

/** How fast all cells together are: the slowest one decides when they end. */
export function totalPace(cells: readonly CellStatus[]): Pace {
  const isAtWork = ({ migrators }: CellStatus) => migrators.some(({ state }) => state !== 'lost');
  const unfinished = cells.filter(({ remaining, quarantined }) => remaining !== quarantined);
  const etas = unfinished.map(({ etaSeconds }) => etaSeconds).filter((eta) => eta !== null);
  const hasEnd = unfinished.length > 0 && etas.length === unfinished.length;
  return {
    ratePerSecond: sumOfRates(cells.filter(isAtWork)),
    etaSeconds: hasEnd ? Math.max(...etas) : null,
  };
}

/** `null` where there is none, or one is unknown. */
function sumOfRates(rates: readonly Pick<Pace, 'ratePerSecond'>[]): number | null {
  if (rates.length === 0) return null;
  return rates.reduce<number | null>(
    (sum, { ratePerSecond }) =>
      sum === null || ratePerSecond === null ? null : sum + ratePerSecond,
    0,
  );
}
