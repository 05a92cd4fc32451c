import { isSameDatabase, openApiDatabase } from '@cellbridge/db-api';
import { v5 as uuidOfName } from 'uuid';
import { cellLabel } from './cell-label.js';
import type { CellOptions } from './cell-options.js';
import { InvalidInputError } from './errors/invalid-input-error.js';
import { listCellOptions } from './list-cell-options.js';

/** A cell that is not in `cell_mappings`, or that is reached by another URL than the one there. */
export interface NamedCell {
  /** A name, or the uuid of a mapped cell. */
  readonly name: string;
  readonly url: string;
}

/** The namespace for the uuids of unmapped cells: the same name has the same uuid in every run. */
const NAMESPACE = '0c5d7a7e-7c0f-4b3e-9a44-6b1d7f0a2c11';

/**
 * Lists the cells of `cell_mappings`, with the `named` ones added or replacing them. A named cell with the name
 * or uuid of a mapped cell is that cell.
 *
 * @param apiUrl URL of the API database.
 * @param options `novaConnection`: what fills the URL templates of `cell_mappings`, as for `Deployment.open`.
 * @returns the `cells` that `Deployment.open` takes.
 * @throws InvalidInputError if a name fits several cells, or two cells would have one database.
 */
export async function overrideCells(
  apiUrl: string,
  named: readonly NamedCell[],
  { novaConnection }: { readonly novaConnection?: string | undefined } = {},
): Promise<CellOptions[]> {
  await using api = await openApiDatabase(apiUrl);
  const mapped = await listCellOptions(api, novaConnection);
  const cells = new Map(mapped.map((cell) => [cell.uuid, cell]));
  const taken = new Set<string>();
  for (const { name, url } of named) {
    const [mapping, ...others] = mapped.filter((cell) => [cell.name, cell.uuid].includes(name));
    if (others.length > 0) {
      throw new InvalidInputError(`Several cells are named ${name}; give the uuid instead.`);
    }
    const uuid = mapping?.uuid ?? uuidOfName(name, NAMESPACE);
    if (taken.has(uuid)) throw new InvalidInputError(`Cell ${name} is given twice.`);
    taken.add(uuid);
    cells.set(uuid, { uuid, name: mapping?.name ?? name, url });
  }
  checkDatabases([...cells.values()], taken, apiUrl);
  return [...cells.values()];
}

/** Refuses a named cell with the database of another one: its rows would be moved twice. */
function checkDatabases(
  cells: readonly CellOptions[],
  named: ReadonlySet<string>,
  apiUrl: string,
): void {
  for (const cell of cells) {
    const { url, uuid } = cell;
    if (url === null || !named.has(uuid)) continue;
    const name = cellLabel(cell);
    if (isSameDatabase(url, apiUrl)) {
      throw new InvalidInputError(
        `Cell ${name} has the API database; give the URL of a cell database.`,
      );
    }
    const twin = cells.find((other) => other !== cell && isSameDatabase(other.url ?? '', url));
    if (twin) {
      throw new InvalidInputError(
        `Cells ${cellLabel(twin)} and ${name} have the same database; to reach a mapped cell under another URL, give it by its own name.`,
      );
    }
  }
}
