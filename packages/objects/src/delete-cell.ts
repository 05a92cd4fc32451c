import {
  countHostMappings,
  countInstanceMappings,
  countReceiptsByCell,
  deleteCellMapping,
  hasHostMappings,
} from '@cellbridge/db-api';
import { countLiveGroups } from '@cellbridge/db-cell';
import type { Deployment } from './deployment.js';
import { InvalidInputError } from './errors/invalid-input-error.js';

/** The cell that {@link deleteCell} has deleted. */
export interface DeletedCell {
  readonly uuid: string;
  readonly name: string | null;
  /** How many receipts of moved groups name the cell. They are no longer checked against its database. */
  readonly receipts: number;
}

/**
 * Deletes a cell from `cell_mappings`. Does not change its database.
 *
 * @param options `force`: does not ask the cell's database for live groups, so it may hold some, or be down.
 * @throws InvalidInputError if the cell holds live groups, or instances or hosts are mapped to it.
 * @throws CellUnavailableError if its database cannot be asked.
 */
export async function deleteCell(
  deployment: Deployment,
  nameOrUuid: string,
  { force = false }: { readonly force?: boolean } = {},
): Promise<DeletedCell> {
  const { api } = deployment;
  const cell = deployment.cell(nameOrUuid);
  // Another cell with the same database keeps the groups reachable.
  const isTwin = deployment.cells.some((other) => other !== cell && other.hasDatabaseOf(cell));
  const groups = force || isTwin ? 0 : await cell.ask(countLiveGroups);
  if (groups > 0) {
    const [what, them] = groups === 1 ? ['1 live group', 'it'] : [`${groups} live groups`, 'them'];
    throw new InvalidInputError(
      `Cell ${nameOrUuid} holds ${what}; move ${them} first, or force the deletion (--force).`,
    );
  }
  const isOfNova = await hasHostMappings(api);
  await api.transaction(async (transaction) => {
    const instances = await countInstanceMappings(transaction, cell.uuid);
    const hosts = isOfNova ? await countHostMappings(transaction, cell.uuid) : 0;
    if (instances + hosts > 0) {
      throw new InvalidInputError(
        `Instances (${instances}) and hosts (${hosts}) are mapped to cell ${nameOrUuid}; "nova-manage cell_v2 delete_cell" deletes a cell with its mappings.`,
      );
    }
    await deleteCellMapping(transaction, cell.uuid);
  });
  const receipts = (await countReceiptsByCell(api)).get(cell.uuid) ?? 0;
  return { uuid: cell.uuid, name: cell.name, receipts };
}
