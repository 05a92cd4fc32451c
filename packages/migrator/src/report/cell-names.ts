import type { Deployment } from '@cellbridge/objects';

/** Finds the name of a cell; `null` where it has none, or is no longer mapped. */
export type NameOf = (cellUuid: string) => string | null;

/** Returns what names the cells of a deployment. */
export function nameOfCells({ cells }: Pick<Deployment, 'cells'>): NameOf {
  const names = new Map(cells.map(({ uuid, name }) => [uuid, name]));
  return (cellUuid) => names.get(cellUuid) ?? null;
}
