import {
  type ApiDatabase,
  type ApiGroup,
  byCreation,
  canonicalUuid,
  findGroupByAnySpelling,
  findGroupByInstance,
  findGroupByName,
  findGroupByUuid,
  findKnownGroups,
  type ProjectScope,
} from '@cellbridge/db-api';
import {
  type CellDatabase,
  type CellGroup,
  findGroupsByAnySpelling,
  findGroupsByInstance,
  findGroupsByName,
  findGroupsByUuid,
} from '@cellbridge/db-cell';
import { askCells, failOrSkip } from './ask-cells.js';
import {
  firstOfEachUuid,
  type LocatedGroup,
  locatedInApi,
  locatedInCell,
} from './group-content.js';
import type { RequestContext } from './request-context.js';

/** A way to look a group up: the same query on the API database and on a cell. */
export interface Lookup {
  readonly inApi: (
    api: ApiDatabase,
    key: string,
    scope: ProjectScope,
  ) => Promise<ApiGroup | undefined>;
  readonly inCell: (cell: CellDatabase, key: string, scope: ProjectScope) => Promise<CellGroup[]>;
  /**
   * Whether the group is spelled as asked; a group with another spelling is returned only if none has the given
   * one. Default: it is.
   */
  readonly isExact?: (group: { readonly uuid: string }, key: string) => boolean;
}

/** By the uuid as stored. */
export const byUuidLookup: Lookup = { inApi: findGroupByUuid, inCell: findGroupsByUuid };
const bySpellingLookup: Lookup = {
  inApi: findGroupByAnySpelling,
  inCell: findGroupsByAnySpelling,
  isExact: ({ uuid }, key) => uuid === key,
};

/**
 * Returns how to look for a given uuid. A group that is stored with the given spelling comes first. A uuid in
 * the usual spelling is looked for only that way, because nearly every group is stored so.
 */
export function lookupOfUuid(uuid: string): Lookup {
  return isUsual(uuid) ? byUuidLookup : bySpellingLookup;
}

/** Returns whether a uuid has the spelling of nearly all stored ones: lower case, with hyphens. */
export function isUsual(uuid: string): boolean {
  return uuid === canonicalUuid(uuid);
}

export const byNameLookup: Lookup = { inApi: findGroupByName, inCell: findGroupsByName };
export const byInstanceLookup: Lookup = {
  inApi: findGroupByInstance,
  inCell: findGroupsByInstance,
};

/**
 * Finds a group wherever it lives: in the API database, then in the cells, then again in the API database, in
 * case it moved in between (R3 in docs/correctness.md).
 *
 * @throws CellUnavailableError if it is found nowhere, and a cell could not be asked.
 */
export async function findGroup(
  context: RequestContext,
  lookup: Lookup,
  key: string,
): Promise<LocatedGroup | undefined> {
  const { deployment, scope } = context;
  const { api, knownCells } = deployment;
  const isExact = (group: { readonly uuid: string }) => lookup.isExact?.(group, key) ?? true;
  const before = knownCells.current;
  const first = await lookup.inApi(api, key, scope);
  if (first && isExact(first)) return locatedInApi(first);

  const cells = await knownCells.toAsk(before);
  if (cells.length === 0) return first && locatedInApi(first);
  const { answers, failures } = await askCells(cells, (cell) => lookup.inCell(cell, key, scope));
  const candidates = answers.flatMap(({ cell, value }) =>
    value.map((group) => locatedInCell(group, cell)),
  );
  // Before the second look, which then sees a group that moves between the two.
  const known = await findKnownGroups(
    api,
    candidates.map(({ group }) => group.uuid),
  );
  knownCells.distrustHolders(answers, known);
  const second = await lookup.inApi(api, key, scope);
  if (second && isExact(second)) return locatedInApi(second);

  const stillInCells = firstOfEachUuid(candidates)
    .filter(({ group }) => !known.has(group.uuid))
    .sort((left, right) => byCreation(left.group, right.group));
  const exact = stillInCells.find(({ group }) => isExact(group));
  if (exact) return exact;
  if (second) return locatedInApi(second);
  // Not found is certain only if all cells answered, or those that are down are to be skipped.
  if (stillInCells.length === 0) failOrSkip(failures, deployment);
  return stillInCells[0];
}

/** Returns the stored uuid of a group, given any spelling; `undefined` if there is no such group. */
export async function storedUuid(
  context: RequestContext,
  uuid: string,
): Promise<string | undefined> {
  const found = await findGroup(context, lookupOfUuid(uuid), uuid);
  return found?.group.uuid;
}
