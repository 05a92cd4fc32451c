import {
  type ApiDatabase,
  byCreation,
  type CreationKey,
  findGroupsByUuids as findApiGroups,
  findKnownGroups,
  listGroups as listApiGroups,
  listCreationKeys as listApiKeys,
} from '@cellbridge/db-api';
import {
  type CellDatabase,
  findGroupsByUuids as findCellGroups,
  listGroups as listCellGroups,
  listCreationKeys as listCellKeys,
} from '@cellbridge/db-cell';
import { askCells, failOrSkip } from './ask-cells.js';
import type { Cell } from './cell.js';
import type { Deployment } from './deployment.js';
import {
  compareUuids,
  firstOfEachUuid,
  type Group,
  type LocatedGroup,
  locatedInApi,
  locatedInCell,
  withoutRules,
} from './group-content.js';
import type { RequestContext } from './request-context.js';

/** The part of a merged list: groups of a project (`null`: all) whose uuid comes after `afterUuid`. */
export interface MergeOptions {
  readonly scope: string | null;
  readonly afterUuid?: string | undefined;
  readonly limit?: number | undefined;
}

export interface MergedGroups {
  /** Each uuid once, sorted by the bytes of the uuids. */
  readonly groups: LocatedGroup[];
  /** Cells that were left out, by uuid. */
  readonly unavailableCells: string[];
}

/** Lists the groups of all databases by uuid, each uuid once; the API database's if it is in both. */
export async function mergeGroups(
  { deployment }: RequestContext,
  { scope, limit, ...from }: MergeOptions,
): Promise<MergedGroups> {
  const groups: LocatedGroup[] = [];
  const unavailableCells = new Set<string>();
  let { afterUuid } = from;
  for (;;) {
    const page = { afterUuid, limit };
    const part = await merge<Group>(deployment, {
      inApi: (api) => listApiGroups(api, scope, page),
      inCell: async (cell) => (await listCellGroups(cell, scope, page)).map(withoutRules),
      compare: compareUuids,
      limit,
    });
    groups.push(...part.found.map(located));
    for (const cell of part.unavailableCells) unavailableCells.add(cell);
    if (limit === undefined || groups.length >= limit || !part.end) break;
    afterUuid = part.end.uuid;
  }
  return { groups: groups.slice(0, limit), unavailableCells: [...unavailableCells] };
}

/** The part of a list in creation order: of the groups of a project, or of all (`null`). */
export interface OffsetOptions {
  readonly scope: string | null;
  /** How many groups to skip. */
  readonly offset: number;
  /** The maximum number of groups. Default: all. */
  readonly limit?: number | undefined;
}

/**
 * Lists the same, a part of the list in creation order: by `createdAt`, then `uuid`. A move changes neither, so
 * a group keeps its place.
 *
 * It reads the keys of the skipped groups, but not their members.
 */
export async function mergeByCreation(
  { deployment }: RequestContext,
  { scope, offset, limit = Number.MAX_SAFE_INTEGER }: OffsetOptions,
): Promise<MergedGroups> {
  const last = Math.min(offset + limit, Number.MAX_SAFE_INTEGER);
  const { keys, unavailableCells } = await firstKeys(deployment, scope, last);
  const uuids = keys.slice(offset).map(({ uuid }) => uuid);
  if (uuids.length === 0) return { groups: [], unavailableCells };
  const isVisible = ({ projectId }: { projectId: string | null }) =>
    scope === null || projectId === scope;
  const whole = await merge<Group>(deployment, {
    inApi: async (api) => (await findApiGroups(api, uuids)).filter(isVisible),
    inCell: async (cell) => (await findCellGroups(cell, uuids)).filter(isVisible).map(withoutRules),
    compare: byCreation,
  });
  return {
    groups: whole.found.map(located),
    unavailableCells: [...new Set([...unavailableCells, ...whole.unavailableCells])],
  };
}

/** Returns the keys of the first `wanted` groups in creation order. */
async function firstKeys(
  deployment: Deployment,
  scope: string | null,
  wanted: number,
): Promise<{ keys: CreationKey[]; unavailableCells: string[] }> {
  for (let limit = wanted; ; limit = Math.min(limit * 2, Number.MAX_SAFE_INTEGER)) {
    const { found, end, unavailableCells } = await merge<CreationKey>(deployment, {
      inApi: (api) => listApiKeys(api, scope, limit),
      inCell: (cell) => listCellKeys(cell, scope, limit),
      compare: byCreation,
      limit,
    });
    const keys = found.map(({ group }) => group);
    // Rows of groups that have moved may have taken the place of others.
    if (keys.length >= wanted || !end) return { keys: keys.slice(0, wanted), unavailableCells };
  }
}

/** The query for each database. */
interface Listing<T> {
  readonly inApi: (api: ApiDatabase) => Promise<T[]>;
  readonly inCell: (cell: CellDatabase) => Promise<T[]>;
  /** The order of their answers, and of the result. */
  readonly compare: (left: T, right: T) => number;
  /** The maximum that each was asked for. */
  readonly limit?: number | undefined;
}

/** What was found, and in which cell; `undefined` means the API database. */
interface Found<T> {
  readonly group: T;
  readonly cell: Cell | undefined;
}

interface Merged<T> {
  /** Each uuid once. */
  readonly found: Found<T>[];
  /** Everything up to this one was read, if not everything. */
  readonly end: T | undefined;
  readonly unavailableCells: string[];
}

/**
 * Reads all databases once: cells first, then the API database (R3 in docs/correctness.md). The second read sees
 * a group that moves in between. Cells to which groups go back are read once more after that.
 */
async function merge<T extends { readonly uuid: string }>(
  deployment: Deployment,
  { inApi, inCell, compare, limit }: Listing<T>,
): Promise<Merged<T>> {
  const { api, knownCells } = deployment;
  const cells = await knownCells.toAsk();
  const before = knownCells.current;
  const { answers, failures } = await askCells(cells, inCell);
  const unavailableCells = failOrSkip(failures, deployment);
  const fromCells = answers.flatMap(({ cell, value }) => value.map((group) => ({ group, cell })));
  // Before the list, which then sees a group that moves between the two.
  const known = await findKnownGroups(
    api,
    fromCells.map(({ group }) => group.uuid),
  );
  const fromApi = await inApi(api);
  const isUp = ({ uuid }: Cell) => !unavailableCells.includes(uuid);
  const cellsAgain = knownCells.toAskAgain(before).filter(isUp);
  const again = await mergeAgain(deployment, cellsAgain, inCell);
  unavailableCells.push(...failOrSkip(again.failures, deployment));

  const all = [...answers, ...again.answers].map(({ value }) => value);
  const end = lowestEnd([fromApi, ...all], compare, limit);
  knownCells.distrustHolders(answers, known);
  const stillInCells = fromCells.filter(({ group }) => !known.has(group.uuid));
  const inBoth = [
    ...fromApi.map((group) => ({ group, cell: undefined })),
    ...stillInCells,
    ...again.found,
  ];
  const found = firstOfEachUuid<Found<T>>(inBoth)
    .filter(({ group }) => end === undefined || compare(group, end) <= 0)
    .sort((left, right) => compare(left.group, right.group));
  return { found, end, unavailableCells };
}

/** Reads cells to which groups go back, after the API database: what has gone back since it was read is in one of them. */
async function mergeAgain<T extends { readonly uuid: string }>(
  deployment: Deployment,
  cells: readonly Cell[],
  inCell: Listing<T>['inCell'],
) {
  const { answers, failures } = await askCells(cells, inCell);
  const found = answers.flatMap(({ cell, value }) => value.map((group) => ({ group, cell })));
  // What the API database knows is not yet back in its cell, or was destroyed.
  const known = await findKnownGroups(
    deployment.api,
    found.map(({ group }) => group.uuid),
  );
  return { answers, failures, found: found.filter(({ group }) => !known.has(group.uuid)) };
}

/** A database that returned the maximum may have more groups after the last of them. */
function lowestEnd<T>(
  sources: readonly (readonly T[])[],
  compare: (left: T, right: T) => number,
  limit = Number.POSITIVE_INFINITY,
): T | undefined {
  const ends = sources.filter((groups) => groups.length >= limit).map((groups) => groups.at(-1));
  return ends.filter((end) => end !== undefined).sort(compare)[0];
}

function located({ group, cell }: Found<Group>): LocatedGroup {
  return cell ? locatedInCell(group, cell) : locatedInApi(group);
}
