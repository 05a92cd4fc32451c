import {
  type ApiGroup,
  type Database,
  findGroupByInstance,
  findGroupByName,
  findGroupByUuid,
  findKnownGroups,
  type ProjectScope,
} from '@cellbridge/db-api';
import {
  type CellGroup,
  findGroupsByInstance,
  findGroupsByName,
  findGroupsByUuid,
} from '@cellbridge/db-cell';
import { askCells, unavailable } from './ask-cells.js';
import { byCreation, firstOfEachUuid, inApi, inCell, type LocatedGroup } from './group-content.js';
import type { RequestContext } from './request-context.js';

/** One way to look a group up: the same question to the API database and to a cell. */
export interface Lookup {
  readonly inApi: (
    api: Database,
    key: string,
    scope: ProjectScope,
  ) => Promise<ApiGroup | undefined>;
  readonly inCell: (cell: Database, key: string, scope: ProjectScope) => Promise<CellGroup[]>;
}

export const byUuidLookup: Lookup = { inApi: findGroupByUuid, inCell: findGroupsByUuid };
export const byNameLookup: Lookup = { inApi: findGroupByName, inCell: findGroupsByName };
export const byInstanceLookup: Lookup = {
  inApi: findGroupByInstance,
  inCell: findGroupsByInstance,
};

/**
 * Finds a group wherever it lives: the API database, then the cells, then the API database again,
 * for the group that moved in between (R3).
 *
 * @throws CellUnavailableError if it is found nowhere, and a cell could not be asked.
 */
export async function findGroup(
  context: RequestContext,
  lookup: Lookup,
  key: string,
): Promise<LocatedGroup | undefined> {
  const { deployment, scope } = context;
  const { api, completeCells } = deployment;
  const before = completeCells.map;
  const first = await lookup.inApi(api, key, scope);
  if (first) return inApi(first);

  const cells = await completeCells.toAsk(before);
  if (cells.length === 0) return undefined;
  const { answers, failures } = await askCells(cells, (cell) => lookup.inCell(cell, key, scope));
  const candidates = answers.flatMap(({ cell, value }) =>
    value.map((group) => inCell(group, cell)),
  );
  // Before the second look, so that a group which moves between the two is seen by the latter.
  const known = await findKnownGroups(
    api,
    candidates.map(({ group }) => group.uuid),
  );
  completeCells.distrustHolders(answers, known);
  const second = await lookup.inApi(api, key, scope);
  if (second) return inApi(second);

  const [found] = firstOfEachUuid(candidates)
    .filter(({ group }) => !known.has(group.uuid))
    .sort((left, right) => byCreation(left.group, right.group));
  if (!found) unavailable(failures, deployment.onCellDown);
  return found;
}
