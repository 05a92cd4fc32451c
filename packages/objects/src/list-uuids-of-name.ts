import { findKnownGroups, listUuidsByName } from '@cellbridge/db-api';
import { findGroupsByName } from '@cellbridge/db-cell';
import { askCells } from './ask-cells.js';
import type { RequestContext } from './request-context.js';

/**
 * Lists the uuids of the groups with a name in all databases, each once, sorted. Skips a cell that cannot be
 * asked.
 */
export async function listUuidsOfName(context: RequestContext, name: string): Promise<string[]> {
  const { deployment, scope } = context;
  const { api, knownCells } = deployment;
  const cells = await knownCells.toAsk(knownCells.current);
  const before = knownCells.current;
  const { answers } = await askCells(cells, (cell) => findGroupsByName(cell, name, scope));
  const inCells = answers.flatMap(({ value }) => value.map(({ uuid }) => uuid));
  const known = await findKnownGroups(api, inCells);
  knownCells.distrustHolders(answers, known);
  // After the cells, so that a group that moves meanwhile is seen here.
  const inApi = await listUuidsByName(api, name, scope);
  const again = await askCells(knownCells.toAskAgain(before), (cell) =>
    findGroupsByName(cell, name, scope),
  );
  const back = again.answers.flatMap(({ value }) => value.map(({ uuid }) => uuid));
  const knownBack = await findKnownGroups(api, back);
  const stillInCells = inCells.filter((uuid) => !known.has(uuid));
  const inCellsAgain = back.filter((uuid) => !knownBack.has(uuid));
  return [...new Set([...inApi, ...stillInCells, ...inCellsAgain])].sort();
}
