import { countGroups, findKnownGroups } from '@cellbridge/db-api';
import { listGroupOwners } from '@cellbridge/db-cell';
import { askCells, unavailable } from './ask-cells.js';
import { isUsual, storedUuid } from './find-group.js';
import { byCreation } from './group-content.js';
import { checkLimit, checkOptions, checkText, checkUuidLike } from './input.js';
import { InstanceGroup } from './instance-group.js';
import { type MergeOptions, mergeGroups } from './merge-groups.js';
import { firstPageSize, nextPageSize } from './page-size.js';
import type { RequestContext } from './request-context.js';

/** A part of a list. */
export interface PageOptions {
  /** How many groups at most; without it, all. */
  readonly limit?: number | undefined;
  /** The uuid of a group as it was listed: those that come after it. It need not be there any more. */
  readonly marker?: string | undefined;
}

/** A project's groups, and those of one of its users. */
export interface GroupCounts {
  project: { serverGroups: number };
  /** There only if a user was asked for. */
  user?: { serverGroups: number };
}

/**
 * A list of groups from all databases, each group once.
 *
 * Whole lists are sorted by `createdAt`, then `uuid`; pages by `uuid`, so that groups which move
 * meanwhile are neither repeated nor skipped. Uuids are sorted by their bytes, capitals first.
 */
export class InstanceGroupList extends Array<InstanceGroup> {
  /** The uuids of cells that could not be reached, in a deployment that skips them. */
  unavailableCells: string[] = [];

  /** What `map`, `filter` and the like give is a plain array. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** Lists every group that the context sees. */
  static async getAll(context: RequestContext, page: PageOptions = {}): Promise<InstanceGroupList> {
    return await list(context, context.scope, await checkPage(context, page));
  }

  /** Lists a project's groups; another project's are an empty list. */
  static async getByProjectId(
    context: RequestContext,
    projectId: string,
    page: PageOptions = {},
  ): Promise<InstanceGroupList> {
    checkText(projectId, 'project id');
    const checked = await checkPage(context, page);
    if (!isVisible(context, projectId)) return new InstanceGroupList();
    return await list(context, projectId, checked);
  }

  /** Counts groups against a quota, as Nova's `InstanceGroupList.get_counts`; each group once. */
  static async getCounts(
    context: RequestContext,
    projectId: string,
    userId?: string,
  ): Promise<GroupCounts> {
    checkText(projectId, 'project id');
    if (userId !== undefined) checkText(userId, 'user id');
    const { api, completeCells, onCellDown } = context.deployment;
    const visible = isVisible(context, projectId);
    const cells = visible ? await completeCells.toAsk() : [];
    const { answers, failures } = await askCells(cells, (cell) => listGroupOwners(cell, projectId));
    unavailable(failures, onCellDown);
    const owners = new Map(
      answers.flatMap(({ value }) => value).map((row) => [row.uuid, row.userId]),
    );
    // One snapshot, so that a group which moves meanwhile is counted on one side only.
    return await api.snapshot(async (reader) => {
      const known = await findKnownGroups(reader, [...owners.keys()]);
      completeCells.distrustHolders(answers, known);
      const left = [...owners].filter(([uuid]) => !known.has(uuid));
      const inApi = visible ? await countGroups(reader, projectId) : 0;
      const counts: GroupCounts = { project: { serverGroups: inApi + left.length } };
      if (userId !== undefined) {
        const ofUser = left.filter(([, owner]) => owner === userId).length;
        const inApiOfUser = visible ? await countGroups(reader, projectId, userId) : 0;
        counts.user = { serverGroups: inApiOfUser + ofUser };
      }
      return counts;
    });
  }

  /**
   * Goes through all groups in the order of their uuids, in constant memory.
   *
   * It reads page by page: up to `batchSize` groups (default 500), and fewer where they have many
   * members, so that a page has about 10,000 policies and members in all.
   */
  static async *iterate(
    context: RequestContext,
    options: { projectId?: string; batchSize?: number } = {},
  ): AsyncGenerator<InstanceGroup, void, undefined> {
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
      // Before they are lent: whoever gets them may change them.
      limit = nextPageSize(groups, limit, largest);
      afterUuid = groups.at(-1)?.uuid;
      yield* groups;
      if (isLast) return;
    }
  }
}

function isVisible({ scope }: RequestContext, projectId: string): boolean {
  return scope === null || scope === projectId;
}

type CheckedPage = Pick<MergeOptions, 'limit' | 'afterUuid'>;

/** A marker that is not spelled as its group is stored stands for that; one of no group is taken as it is. */
async function checkPage(context: RequestContext, page: PageOptions): Promise<CheckedPage> {
  const { limit, marker } = checkOptions(page);
  if (limit !== undefined) checkLimit(limit, 'limit');
  if (marker === undefined) return { limit };
  const afterUuid = checkUuidLike(marker, 'marker');
  if (isUsual(afterUuid)) return { limit, afterUuid };
  return { limit, afterUuid: (await storedUuid(context, afterUuid)) ?? afterUuid };
}

async function list(
  context: RequestContext,
  scope: string | null,
  { limit, afterUuid }: CheckedPage,
): Promise<InstanceGroupList> {
  const merged = await mergeGroups(context, { scope, limit, afterUuid });
  const paged = limit !== undefined || afterUuid !== undefined;
  const sorted = paged ? merged.groups : merged.groups.sort(byCreation);
  const groups = new InstanceGroupList();
  for (const located of sorted) groups.push(new InstanceGroup(context, located));
  groups.unavailableCells = merged.unavailableCells;
  return groups;
}
