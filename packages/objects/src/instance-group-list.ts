import { byCreation, countGroups, findKnownGroups, listCreationKeys } from '@cellbridge/db-api';
import { listGroupOwners } from '@cellbridge/db-cell';
import { askCells, failOrSkip } from './ask-cells.js';
import type { Cell } from './cell.js';
import { checkContext } from './check-context.js';
import { InvalidInputError } from './errors/invalid-input-error.js';
import { checkLimit, checkOffset, checkOptions, checkText, checkUuidLike } from './input.js';
import { InstanceGroup } from './instance-group.js';
import { findExistingInstances } from './instances.js';
import { type MergedGroups, mergeByCreation, mergeGroups } from './merge-groups.js';
import { firstPageSize, nextPageSize } from './page-size.js';
import type { RequestContext } from './request-context.js';

/** A part of a list: in the order of the uuids, or, with `offset`, in creation order. */
export interface PageOptions {
  /** The maximum number of groups. Default: all. */
  readonly limit?: number | undefined;
  /**
   * The uuid of a group as listed: the page has the groups after it. The group may be gone. Not together with
   * `offset`.
   */
  readonly marker?: string | undefined;
  /**
   * How many groups of the whole list in creation order to skip, as Nova's API pages. A group that is created
   * or destroyed before the page shifts it; one that moves does not.
   */
  readonly offset?: number | undefined;
}

/** The number of a project's groups, and of those of one of its users. */
export interface GroupCounts {
  project: { serverGroups: number };
  /** Only present if a user was given. */
  user?: { serverGroups: number };
}

/**
 * A list of groups from all databases, each group once.
 *
 * Whole lists and pages by `offset` are sorted by `createdAt`, then `uuid`. Pages by `marker`, or with only a
 * `limit`, are sorted by `uuid`. Groups that move meanwhile are neither repeated nor skipped. Uuids are sorted
 * by their bytes, capitals first.
 *
 * A group whose uuid is not stored as readable text is only in whole lists: neither pages nor
 * {@link InstanceGroupList.iterate} can continue after it.
 */
export class InstanceGroupList extends Array<InstanceGroup> {
  /** The uuids of cells that could not be reached, in a deployment that skips them. */
  unavailableCells: string[] = [];

  /** Makes `map`, `filter` and similar methods return a plain array. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** Lists every group that the context sees. */
  static async getAll(context: RequestContext, page: PageOptions = {}): Promise<InstanceGroupList> {
    return await list(context, checkContext(context).scope, checkPage(page));
  }

  /** Lists a project's groups; returns an empty list for another project. */
  static async getByProjectId(
    context: RequestContext,
    projectId: string,
    page: PageOptions = {},
  ): Promise<InstanceGroupList> {
    checkContext(context);
    checkText(projectId, 'project id');
    const checked = checkPage(page);
    if (!isVisible(context, projectId)) return emptyList();
    return await list(context, projectId, checked);
  }

  /** Counts groups for a quota, like Nova's `InstanceGroupList.get_counts`; each group once. */
  static async getCounts(
    context: RequestContext,
    projectId: string,
    userId?: string,
  ): Promise<GroupCounts> {
    checkContext(context);
    checkText(projectId, 'project id');
    if (userId !== undefined) checkText(userId, 'user id');
    const { deployment } = context;
    const { api, knownCells } = deployment;
    const visible = isVisible(context, projectId);
    const cells = visible ? await knownCells.toAsk() : [];
    const before = knownCells.current;
    const ask = (asked: readonly Cell[]) =>
      askCells(asked, (cell) => listGroupOwners(cell, projectId));
    const { answers, failures } = await ask(cells);
    const unavailableCells = failOrSkip(failures, deployment);
    const cellsAgain = visible
      ? knownCells.toAskAgain(before).filter(({ uuid }) => !unavailableCells.includes(uuid))
      : [];
    const owners = ownersOf(answers);
    // One snapshot, so that a group that moves meanwhile is counted only once.
    const { counted, ...first } = await api.snapshot(async (reader) => {
      const known = await findKnownGroups(reader, [...owners.keys()]);
      knownCells.distrustHolders(answers, known);
      const left = [...owners].filter(([uuid]) => !known.has(uuid));
      const inApi = visible ? await countGroups(reader, projectId) : 0;
      const isOfUser = userId !== undefined && visible;
      const inApiOfUser = isOfUser ? await countGroups(reader, projectId, userId) : 0;
      const there =
        cellsAgain.length > 0
          ? await listCreationKeys(reader, projectId, Number.MAX_SAFE_INTEGER)
          : [];
      const counted = new Set([...left.map(([uuid]) => uuid), ...there.map(({ uuid }) => uuid)]);
      return { counted, inApi, inApiOfUser, left };
    });
    const again = await ask(cellsAgain);
    failOrSkip(again.failures, deployment);
    const back = [...ownersOf(again.answers)].filter(([uuid]) => !counted.has(uuid));
    const knownBack = await findKnownGroups(
      api,
      back.map(([uuid]) => uuid),
    );
    const inCells = [...first.left, ...back.filter(([uuid]) => !knownBack.has(uuid))];
    const counts: GroupCounts = { project: { serverGroups: first.inApi + inCells.length } };
    if (userId !== undefined) {
      const ofUser = inCells.filter(([, owner]) => owner === userId).length;
      counts.user = { serverGroups: first.inApiOfUser + ofUser };
    }
    return counts;
  }

  /**
   * Returns the existing members of several groups, like {@link InstanceGroup.getExistingMembers}, with one
   * query per cell.
   *
   * @returns them by the uuid of the group.
   * @throws CellUnavailableError
   */
  static async getExistingMembers(
    context: RequestContext,
    groups: Iterable<Pick<InstanceGroup, 'uuid' | 'members'>>,
  ): Promise<Map<string, string[]>> {
    checkContext(context);
    const listed = checkGroups(groups);
    const members = new Set(listed.flatMap((group) => group.members));
    const existing = await findExistingInstances(context.deployment, [...members]);
    return new Map(
      listed.map((group) => [group.uuid, group.members.filter((member) => existing.has(member))]),
    );
  }

  /**
   * Iterates over all groups in the order of their uuids, in constant memory.
   *
   * It reads page by page: up to `batchSize` groups (default 500), and fewer if they have many members, so that
   * a page has about 10,000 policies and members in all.
   */
  static async *iterate(
    context: RequestContext,
    options: { projectId?: string; batchSize?: number } = {},
  ): AsyncGenerator<InstanceGroup, void, undefined> {
    checkContext(context);
    const { projectId, batchSize = 500 } = checkOptions(options);
    const largest = checkLimit(batchSize, 'batchSize');
    if (projectId !== undefined) {
      checkText(projectId, 'project id');
      if (!isVisible(context, projectId)) return;
    }
    let limit = firstPageSize(largest);
    let afterUuid: string | undefined;
    for (;;) {
      const groups = await list(context, projectId ?? context.scope, { limit, afterUuid });
      const isLast = groups.length < limit;
      // Before the caller gets them: it may change them.
      limit = nextPageSize(groups, limit, largest);
      afterUuid = groups.at(-1)?.uuid;
      yield* groups;
      if (isLast) return;
    }
  }
}

// Here, because a bundler renames a class that names itself.
function emptyList(): InstanceGroupList {
  return new InstanceGroupList();
}

function checkGroups<T extends Pick<InstanceGroup, 'uuid' | 'members'>>(groups: Iterable<T>): T[] {
  const isList = typeof Object(groups)[Symbol.iterator] === 'function';
  const listed = isList ? [...groups] : [];
  if (isList && listed.every((group) => Array.isArray(Object(group).members))) return listed;
  throw new InvalidInputError('The groups have to be a list of groups.');
}

/** The users of the groups that cells have answered, by uuid. */
function ownersOf(
  answers: readonly { readonly value: Awaited<ReturnType<typeof listGroupOwners>> }[],
): Map<string, string | null> {
  return new Map(answers.flatMap(({ value }) => value).map((row) => [row.uuid, row.userId]));
}

function isVisible({ scope }: RequestContext, projectId: string): boolean {
  return scope === null || scope === projectId;
}

interface CheckedPage {
  readonly limit?: number | undefined;
  readonly afterUuid?: string | undefined;
  readonly offset?: number | undefined;
}

function checkPage(page: PageOptions): CheckedPage {
  const { limit, marker, offset } = checkOptions(page);
  if (limit !== undefined) checkLimit(limit, 'limit');
  if (offset !== undefined) checkOffset(offset);
  if (marker === undefined) return { limit, offset };
  const afterUuid = checkUuidLike(marker, 'marker');
  if (offset !== undefined) {
    throw new InvalidInputError('A page has a marker or an offset; leave one of them out.');
  }
  return { limit, afterUuid };
}

async function list(
  context: RequestContext,
  scope: string | null,
  page: CheckedPage,
): Promise<InstanceGroupList> {
  const merged = await mergePage(context, scope, page);
  const groups = emptyList();
  for (const located of merged.groups) groups.push(new InstanceGroup(context, located));
  groups.unavailableCells = merged.unavailableCells;
  return groups;
}

async function mergePage(
  context: RequestContext,
  scope: string | null,
  { limit, afterUuid, offset }: CheckedPage,
): Promise<MergedGroups> {
  if (offset === undefined) {
    const merged = await mergeGroups(context, { scope, limit, afterUuid });
    if (limit === undefined && afterUuid === undefined) {
      merged.groups.sort((left, right) => byCreation(left.group, right.group));
    }
    return merged;
  }
  return await mergeByCreation(context, { scope, offset, limit });
}
