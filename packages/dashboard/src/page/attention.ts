import { type CellStatus, isLost, type StatusDocument } from '@cellbridge/migrator';

/** What makes somebody look at a cell, the most urgent first; those up to `quarantined` need a person. */
const CAUSES = [
  'unavailable',
  'failed',
  'lost',
  'quarantined',
  'held',
  'running',
  'unfinished',
  'complete',
] as const;

type Cause = (typeof CAUSES)[number];

const FIRST_WITHOUT_NEED = CAUSES.indexOf('held');

/** Whether a person has to do something about a cell. */
export function needsAttention(cell: CellStatus): boolean {
  return CAUSES.indexOf(causeOf(cell)) < FIRST_WITHOUT_NEED;
}

/** The cells in the order in which somebody should look at them; those alike as they were. */
export function byAttention(cells: readonly CellStatus[]): CellStatus[] {
  const ranked = cells.map((cell) => ({ cell, rank: CAUSES.indexOf(causeOf(cell)) }));
  return ranked.sort((left, right) => left.rank - right.rank).map(({ cell }) => cell);
}

/** What is left to do, in the order of the cells; of each cell as it was. */
export function leftInOrder(
  left: StatusDocument['left'],
  cells: readonly CellStatus[],
): StatusDocument['left'] {
  const places = new Map(cells.map(({ uuid }, place) => [uuid, place]));
  const placeOf = (cellUuid: string) => places.get(cellUuid) ?? 0;
  return left.toSorted((one, other) => placeOf(one.cellUuid) - placeOf(other.cellUuid));
}

function causeOf(cell: CellStatus): Cause {
  const { state, migrators, oneSided, quarantined, paused } = cell;
  if (state === 'unavailable') return 'unavailable';
  if (state === 'failed' || oneSided?.length) return 'failed';
  const isAnyLost = migrators.some((migrator) => migrator.state === 'lost');
  const isReversalLost = state === 'reversing' && isLost(cell);
  if (state === 'interrupted' || isAnyLost || isReversalLost) return 'lost';
  if (quarantined > 0) return 'quarantined';
  const isHeld = paused || migrators.some((migrator) => migrator.state !== 'moving');
  if (isHeld && state !== 'complete') return 'held';
  if (state === 'running' || state === 'reversing') return 'running';
  return state === 'complete' ? 'complete' : 'unfinished';
}
