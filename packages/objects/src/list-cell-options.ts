import { type ApiReader, fillTemplate, listCellMappings } from '@cellbridge/db-api';
import type { CellOptions } from './cell-options.js';

/**
 * Lists the cells of `cell_mappings`, sorted by uuid.
 *
 * @param novaConnection what fills the URL templates there. One that cannot be filled is returned unchanged.
 */
export async function listCellOptions(
  reader: ApiReader,
  novaConnection: string | undefined,
): Promise<CellOptions[]> {
  const mappings = await listCellMappings(reader);
  return mappings.map(({ uuid, name, databaseConnection }) => {
    const url = databaseConnection ? fillTemplate(databaseConnection, novaConnection) : null;
    return { uuid, name, url };
  });
}
