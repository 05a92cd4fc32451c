import { type Cell, type Deployment, InvalidInputError, refuseUnless } from '@cellbridge/objects';

/** A cell whose database another mapping names as well. */
export interface TwinCell {
  readonly cell: Cell;
  /** The cell as which the database is worked on, and counted: the first by uuid. */
  readonly sameAs: Cell;
}

/** Finds the cells whose database another cell has already: their rows would be counted twice. */
export function findTwinCells({ cells }: Deployment): TwinCell[] {
  const twins: TwinCell[] = [];
  for (const [index, cell] of cells.entries()) {
    const sameAs = cells.slice(0, index).find((other) => other.hasDatabaseOf(cell));
    if (sameAs) twins.push({ cell, sameAs });
  }
  return twins;
}

/**
 * The cells to work on: those that are named, by uuid or name, or all; each database once. Sorted by uuid.
 * A run asks for the cells of its caller once, and then again for their uuids with each call: the map of the
 * cells may have changed meanwhile.
 *
 * @throws InvalidInputError if it is no list, there is no such cell, or a named one has the database of another cell.
 */
export function chosenCells(
  deployment: Deployment,
  uuidsOrNames: readonly string[] | undefined,
): readonly Cell[] {
  const areCells = uuidsOrNames === undefined || Array.isArray(uuidsOrNames);
  refuseUnless(areCells, 'cells', uuidsOrNames, 'a list of cells');
  const twins = new Map(findTwinCells(deployment).map(({ cell, sameAs }) => [cell, sameAs]));
  const named = uuidsOrNames?.map((uuidOrName) => deployment.cell(uuidOrName));
  for (const cell of named ?? []) {
    const sameAs = twins.get(cell);
    if (!sameAs) continue;
    throw new InvalidInputError(
      `Cell ${cell.label} has the same database as cell ${sameAs.label}; name that one, and remove one of the mappings.`,
    );
  }
  return deployment.cells.filter((cell) => !twins.has(cell) && (named?.includes(cell) ?? true));
}
