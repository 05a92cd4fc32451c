import { findKnownGroups, listGroups as listApiGroups } from '@cellbridge/db-api';
import { listGroups as listCellGroups } from '@cellbridge/db-cell';
import { askCells, unavailable } from './ask-cells.js';
import { compareBytes } from './compare-bytes.js';
import { byUuid, firstOfEachUuid, inApi, inCell, type LocatedGroup } from './group-content.js';
import type { RequestContext } from './request-context.js';

/** Which part of a merged list: groups of a project (`null`: all) whose uuid comes after `afterUuid`. */
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

/**
 * Lists the groups of all databases, each uuid once, the API database's where it is in both.
 *
 * Cells are read first, then the API database (R3): a group that moves in between is seen by the
 * second read, and a group cannot move the other way.
 */
export async function mergeGroups(
  context: RequestContext,
  options: MergeOptions,
): Promise<MergedGroups> {
  const { limit } = options;
  if (limit === undefined) return await mergeOnce(context, options);
  const groups: LocatedGroup[] = [];
  const unavailableCells = new Set<string>();
  let afterUuid = options.afterUuid;
  for (;;) {
    const part = await mergeOnce(context, { ...options, afterUuid, limit });
    groups.push(...part.groups);
    for (const cell of part.unavailableCells) unavailableCells.add(cell);
    if (groups.length >= limit || part.readTo === undefined) break;
    afterUuid = part.readTo;
  }
  return { groups: groups.slice(0, limit), unavailableCells: [...unavailableCells] };
}

/** One pass over the databases; `readTo` is the uuid up to which all were read, if not to the end. */
async function mergeOnce(
  { deployment }: RequestContext,
  { scope, ...page }: MergeOptions,
): Promise<MergedGroups & { readTo: string | undefined }> {
  const { api, completeCells } = deployment;
  const cells = await completeCells.toAsk();
  const { answers, failures } = await askCells(cells, (cell) => listCellGroups(cell, scope, page));
  const unavailableCells = unavailable(failures, deployment.onCellDown);
  const fromCells = answers.flatMap(({ cell, value }) => value.map((group) => inCell(group, cell)));
  // Before the list, so that a group which moves between the two is seen by the latter.
  const known = await findKnownGroups(
    api,
    fromCells.map(({ group }) => group.uuid),
  );
  const fromApi = (await listApiGroups(api, scope, page)).map(inApi);

  const readTo = lowestEnd(
    [fromApi.map(({ group }) => group), ...answers.map(({ value }) => value)],
    page.limit,
  );
  completeCells.distrustHolders(answers, known);
  const left = fromCells.filter(({ group }) => !known.has(group.uuid));
  const groups = firstOfEachUuid([...fromApi, ...left])
    .filter(({ group }) => readTo === undefined || compareBytes(group.uuid, readTo) <= 0)
    .sort(byUuid);
  return { groups, unavailableCells, readTo };
}

/** A database that gave as many groups as it was asked for may have more after the last of them. */
function lowestEnd(
  sources: readonly (readonly { uuid: string }[])[],
  limit: number | undefined,
): string | undefined {
  const ends = sources
    .filter((groups) => limit !== undefined && groups.length >= limit)
    .map((groups) => groups.at(-1)?.uuid)
    .filter((uuid) => uuid !== undefined);
  return ends.sort(compareBytes)[0];
}
