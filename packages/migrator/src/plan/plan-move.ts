import {
  guardListener,
  listProgress,
  type Progress,
  type QuarantineReason,
  secondsBetween,
} from '@cellbridge/db-api';
import {
  countLiveGroups,
  findHighestGroupId,
  listGroupSizes,
  type MovedContent,
} from '@cellbridge/db-cell';
import {
  type Cell,
  type CellUnavailableError,
  type Deployment,
  eachCell,
  INSTANCE_GROUPS_MIGRATION,
} from '@cellbridge/objects';
import { checkCells, checkFunction, checkOptions, checkSignal } from '../check-options.js';
import { chosenCells } from '../chosen-cells.js';
import { cutByRows } from '../evidence/cut-by-rows.js';
import { findElsewhere } from '../find-elsewhere.js';
import { missedCell } from '../missed-cell.js';
import { type DanglingMembers, DanglingSearch } from './find-dangling.js';
import {
  type JudgeScope,
  judgeGroups,
  type LiveGroup,
  readJudgeScope,
  readLiveGroups,
} from './judge-groups.js';

/** How many groups are read at a time, at most. */
const PAGE_GROUPS = 500;

/** How many groups that cannot move a plan lists for each cell; it counts them all. */
export const MAX_PLANNED_OBSTACLES = 10_000;

/** A group that would go into quarantine. */
export interface PlannedQuarantine {
  readonly groupUuid: string;
  /** The id of its row in the cell. */
  readonly cellGroupId: number;
  readonly reason: QuarantineReason;
  readonly details: string;
}

/** What a run would do in a cell. */
export interface CellPlan extends DanglingMembers {
  readonly uuid: string;
  readonly name: string | null;
  /** Groups that would move. */
  readonly groups: number;
  /** Their members. */
  readonly members: number;
  /** Groups that have moved already, whose rows would be cleaned up: an interrupted run left them live. */
  readonly leftover: number;
  /** Groups that the API database has with the same content: their rows would be soft-deleted. */
  readonly absorbed: number;
  /** Groups that would go into quarantine. */
  readonly quarantined: number;
  /** The first of them, 10,000 at most ({@link MAX_PLANNED_OBSTACLES}). */
  readonly obstacles: readonly PlannedQuarantine[];
  /**
   * Groups that are live in another cell too, under one uuid: the first that moves wins, and the other is absorbed
   * if it is the same, else quarantined.
   */
  readonly duplicates: readonly string[];
  /**
   * Seconds that the groups that would move take at the pace of the cell's last run, from its begin to its last batch, pauses
   * included. `null` where no run has moved any for a second.
   */
  readonly estimatedSeconds: number | null;
  /** Why the cell could not be read; what was read before is counted. */
  readonly error: CellUnavailableError | null;
}

/** What a run would do now. */
export interface MovePlan {
  /** Sorted by uuid. */
  readonly cells: readonly CellPlan[];
  /** The uuids of groups that have moved and that the API database has lost: a run fails until they are recovered. */
  readonly lost: readonly string[];
  /** The cells that could not be asked for duplicates. */
  readonly missed: readonly CellUnavailableError[];
  /** Whether every group was looked at, and looked for in every cell. */
  readonly isWhole: boolean;
}

/** What to plan, and who is notified. */
export interface PlanOptions {
  /** The uuids or names of the cells, one at least; default: all. */
  readonly cells?: readonly string[] | undefined;
  /** Ends the plan after the page that is being read. */
  readonly signal?: AbortSignal | undefined;
  /** Called after each page. */
  readonly onProgress?: ((progress: PlanProgress) => void) | undefined;
}

/** How far a plan is. */
export interface PlanProgress {
  /** Groups that were looked at. */
  readonly groups: number;
  /** Groups that were there at first, in the cells that have been begun; at least `groups`. */
  readonly total: number;
}

/**
 * Says what a run would do, group by group, without doing it: reads everything that a run would move, in read-only
 * transactions, and judges it as a run does. Looks for the instances of their members, too. Does not look at rows that were
 * added under groups that have moved. Services may write meanwhile.
 *
 * @throws InvalidInputError if there is no such cell, or an option makes no sense.
 */
export async function planMove(
  deployment: Deployment,
  options: PlanOptions = {},
): Promise<MovePlan> {
  checkOptions(options);
  checkCells(options.cells);
  checkSignal(options.signal);
  checkFunction('onProgress', options.onProgress);
  const known = await readJudgeScope(deployment);
  const progress = await listProgress(deployment.api, INSTANCE_GROUPS_MIGRATION);
  const onProgress = guardListener('onProgress', options.onProgress);
  const seen = { groups: 0, total: 0 };
  const onBegin = (live: number) => {
    seen.total += live;
  };
  const onPage = (more: number) => {
    seen.groups += more;
    seen.total = Math.max(seen.total, seen.groups);
    onProgress({ ...seen });
  };
  const { signal } = options;
  const all = chosenCells(deployment, undefined);
  const missed = new Map<string, CellUnavailableError>();
  const cells = await eachCell(chosenCells(deployment, options.cells), async (cell) =>
    planCell({
      ...known,
      all,
      cell,
      lastRun: progress.find(({ cellUuid }) => cellUuid === cell.uuid),
      missed,
      signal,
      onBegin,
      onPage,
    }),
  );
  const isWhole =
    !signal?.aborted && missed.size === 0 && cells.every(({ error }) => error === null);
  return { cells, lost: [...known.lostUuids].sort(), missed: [...missed.values()], isWhole };
}

interface Scope extends JudgeScope {
  /** Every cell of the deployment: those that are asked for duplicates. */
  readonly all: readonly Cell[];
  readonly lastRun: Progress | undefined;
  /** The cells, by their uuids, that could not be asked for duplicates; they are not asked again. */
  readonly missed: Map<string, CellUnavailableError>;
  readonly signal: AbortSignal | undefined;
  readonly onBegin: (groups: number) => void;
  readonly onPage: (groups: number) => void;
}

async function planCell(scope: Scope): Promise<CellPlan> {
  const { cell, deployment, signal, onBegin, onPage } = scope;
  const counts = { groups: 0, members: 0, leftover: 0, absorbed: 0, quarantined: 0 };
  const obstacles: PlannedQuarantine[] = [];
  const duplicates: string[] = [];
  const danglingSearch = new DanglingSearch(deployment, cell);
  let error: CellUnavailableError | null = null;
  try {
    onBegin(await cell.snapshot(countLiveGroups));
    const upToId = await cell.snapshot(findHighestGroupId);
    let afterId = 0;
    while (!signal?.aborted) {
      const page = await readPage(cell, afterId, upToId);
      const last = page.at(-1);
      if (!last) break;
      afterId = last.group.id;
      const moving: MovedContent[] = [];
      for (const { group, verdict } of await judgeGroups(scope, page)) {
        if (typeof verdict === 'string') {
          counts[verdict] += 1;
          if (verdict === 'groups') {
            counts.members += group.members.length;
            moving.push(group);
          }
          continue;
        }
        counts.quarantined += 1;
        const key = { groupUuid: group.uuid, cellGroupId: group.id };
        if (obstacles.length < MAX_PLANNED_OBSTACLES) obstacles.push({ ...key, ...verdict });
      }
      await danglingSearch.lookAt(moving);
      duplicates.push(...(await findDuplicates(scope, page)));
      onPage(page.length);
    }
  } catch (caught) {
    error = missedCell(deployment, cell, caught);
  }
  const { uuid, name } = cell;
  const estimatedSeconds = estimate(scope.lastRun, counts.groups);
  const { found } = danglingSearch;
  return { uuid, name, ...counts, obstacles, duplicates, ...found, estimatedSeconds, error };
}

/** How many seconds groups take at the pace of the last run; `null` if that says nothing. */
function estimate(lastRun: Progress | undefined, groups: number): number | null {
  if (!lastRun?.startedAt || !lastRun.updatedAt || lastRun.runDone === 0) return null;
  const seconds = secondsBetween(lastRun.startedAt, lastRun.updatedAt);
  return seconds < 1 ? null : (groups * seconds) / lastRun.runDone;
}

async function readPage(cell: Cell, afterId: number, upToId: number): Promise<LiveGroup[]> {
  return await cell.snapshot(async (reader) => {
    const sizes = await listGroupSizes(reader, { afterId, upToId, limit: PAGE_GROUPS });
    const [page = []] = cutByRows(sizes, ({ members }) => members);
    const ids = page.map(({ id }) => id);
    return await readLiveGroups(reader, ids);
  });
}

/** The uuids of a page that are live in another cell too. */
async function findDuplicates(
  { all, cell, deployment, missed }: Scope,
  page: readonly LiveGroup[],
): Promise<string[]> {
  const groups = page.map(({ group }) => group);
  const others = all.filter((other) => other !== cell && !missed.has(other.uuid));
  const elsewhere = await findElsewhere({ deployment }, others, groups);
  for (const error of elsewhere.missed) missed.set(error.cellUuid, error);
  return groups.map(({ uuid }) => uuid).filter((uuid) => elsewhere.holders.has(uuid));
}
