/**
 * The way back: groups that have moved go back to the cell that they came from, with all that was written since.
 *
 * It works beside services. It may be killed at any moment and run again: until its commit point a group is in the API
 * database, which wins, and the next reversal, or the next run, meets the rows that were made live in the cell. Runs do not work
 * in a cell while groups go back to it.
 */
import { setTimeout } from 'node:timers/promises';
import {
  canonicalUuid,
  countMembers,
  findKnownGroups,
  guardListener,
  listReceipts,
  type Receipt,
  type ReceiptPlace,
  readTextColumns,
  setProgressState,
} from '@cellbridge/db-api';
import {
  type Cell,
  CellUnavailableError,
  type Deployment,
  InvalidInputError,
  now,
  refuseUnless,
} from '@cellbridge/objects';
import { beginWork, isStillReversing } from '../begin-work.js';
import {
  checkAmount,
  checkCells,
  checkCount,
  checkFunction,
  checkOptions,
  checkSignal,
} from '../check-options.js';
import { chosenCells } from '../chosen-cells.js';
import { cutByRows } from '../evidence/cut-by-rows.js';
import { findElsewhere } from '../find-elsewhere.js';
import { withHeartbeat } from '../heartbeat.js';
import { endStaleClaims } from '../instance-groups/claim.js';
import { missedCell } from '../missed-cell.js';
import { progressKey } from '../progress-key.js';
import { isOfMove } from '../receipt-of-row.js';
import { judgeReversal, type ReversalScope } from './judge-reversal.js';
import { listProvedTwice } from './proved-twice.js';
import { reversePart, type WorkScope } from './reverse-part.js';
import {
  type CellReversal,
  MAX_LISTED_STAYING,
  type ReverseOptions,
  type ReverseReport,
  type StayingGroup,
} from './reverse-report.js';

/** How many groups go back in one transaction, at most. */
const PAGE_GROUPS = 500;

/** A day: whoever waits longer has mistaken the unit. */
const LONGEST_NOTICE_MS = 86_400_000;

/** Twice as long as services may go on without a look at the cells, by default. */
const USUAL_NOTICE_MS = 60_000;

/** The groups of a cell that go back: page by page, or those that were named. */
interface Target extends Omit<ReversalScope, 'elsewhere'> {
  readonly pages: () => AsyncIterable<readonly Receipt[]>;
}

/**
 * Takes groups back to the cells that they came from: all that have moved from some cells, or some groups.
 *
 * What cannot go back is told to `onPlan` before anything is done, and stays in the API database.
 *
 * @throws InvalidInputError if there is no such cell, a group is not in the API database or has not moved there from a cell,
 *   or an option makes no sense.
 * @throws CellbridgeError with the code `CELL_IN_USE` if a run, or another reversal, is at work in one of the cells.
 */
export async function reverseGroups(
  deployment: Deployment,
  options: ReverseOptions,
): Promise<ReverseReport> {
  checkReverseOptions(options);
  const { dryRun = false, notice = USUAL_NOTICE_MS, signal } = options;
  const onPlan = guardListener('onPlan', options.onPlan);
  const onWait = guardListener('onWait', options.onWait);
  const onProgress = guardListener('onProgress', options.onProgress);
  const unavailableCells: CellUnavailableError[] = [];
  const targets: (Target & ReversalScope)[] = [];
  const plans: CellReversal[] = [];
  const chosen = await chooseGroups(deployment, options);
  let provedTwice: ReadonlySet<string>;
  try {
    provedTwice = await listProvedTwice(deployment);
  } catch (error) {
    if (!CellUnavailableError.isInstance(error)) throw error;
    return { outcome: 'unavailable', dryRun, cells: [], unavailableCells: [error] };
  }
  for (const [cell, uuids] of chosen) {
    try {
      const target = await readTarget(deployment, cell, uuids);
      const { plan, elsewhere, isNeeded } = await planCell(
        { ...target, elsewhere: provedTwice },
        signal,
      );
      plans.push(plan);
      if (isNeeded) targets.push({ ...target, elsewhere });
    } catch (error) {
      unavailableCells.push(missedCell(deployment, cell, error));
    }
  }
  for (const plan of plans) onPlan(plan);
  if (dryRun) {
    const outcome = judge({ cells: plans, unavailableCells, isWhole: true, signal });
    return { outcome, dryRun, cells: plans, unavailableCells };
  }
  // Where there is nothing to do, the cell stays what it is.
  const cells = plans.filter(({ uuid }) => !targets.some(({ cell }) => cell.uuid === uuid));
  const budget = { left: options.maxCount ?? Number.POSITIVE_INFINITY };
  let isWhole = true;
  const work = async (begunAt: ReadonlyMap<Cell, string>) => {
    if (notice > 0 && targets.length > 0) {
      const seconds = Math.ceil(notice / 1_000);
      onWait(`Services have ${seconds} s to notice that groups go back.`);
      await setTimeout(notice, undefined, { signal }).catch(() => {});
    }
    let provedSince: ReadonlySet<string>;
    try {
      // What a run in another cell has absorbed meanwhile.
      provedSince = await listProvedTwice(deployment);
    } catch (error) {
      if (!CellUnavailableError.isInstance(error)) throw error;
      unavailableCells.push(error);
      return;
    }
    for (const target of targets) {
      if (signal?.aborted || budget.left <= 0) {
        isWhole = false;
        break;
      }
      let done = nothingOf(target.cell);
      const onPart = (total: CellReversal) => {
        done = total;
        onProgress(total);
      };
      try {
        const elsewhere = new Set([...target.elsewhere, ...provedSince]);
        const scope = { ...target, elsewhere, begunAt: begunAt.get(target.cell) ?? '' };
        isWhole = await reverseCell(scope, { budget, signal, onPart });
      } catch (error) {
        unavailableCells.push(missedCell(deployment, target.cell, error));
      }
      cells.push(done);
    }
  };
  await inCells(
    deployment,
    targets.map(({ cell }) => cell),
    work,
  );
  cells.sort((left, right) => (left.uuid < right.uuid ? -1 : 1));
  const outcome = judge({ cells, unavailableCells, isWhole, signal });
  return { outcome, dryRun, cells, unavailableCells };
}

/** Says of each cell that groups go back to it while `work` is under way, and that it has stopped afterwards. */
async function inCells(
  deployment: Deployment,
  cells: readonly Cell[],
  work: (begunAt: ReadonlyMap<Cell, string>) => Promise<void>,
): Promise<void> {
  const { api } = deployment;
  // All of them or none: where one is in use, the others stay what they are.
  const begunAt = await api.transaction(async (transaction) => {
    const begun = new Map<Cell, string>();
    for (const cell of cells) begun.set(cell, await beginWork(transaction, cell, 'reversing'));
    return begun;
  });
  const setStopped = (change: { cursor?: number }) =>
    api.transaction(async (transaction) => {
      for (const [cell, begun] of begunAt) {
        if (!(await isStillReversing(transaction, cell, begun))) continue;
        const stopped = { ...change, state: 'stopped' } as const;
        await setProgressState(transaction, progressKey(cell), stopped, now());
      }
    });
  const withHeartbeats = cells.reduce(
    (inner, cell) => () => withHeartbeat(api, progressKey(cell), inner, async () => {}),
    () => work(begunAt),
  );
  try {
    await withHeartbeats();
  } catch (error) {
    // The error is the first one: the API database may be gone.
    await setStopped({}).catch(() => {});
    throw error;
  }
  // The next run begins at the first row.
  await setStopped({ cursor: 0 });
}

/** The cells to which groups go back, sorted by uuid, and the uuids of the groups where these were named. */
async function chooseGroups(
  deployment: Deployment,
  { cells, groups }: ReverseOptions,
): Promise<Map<Cell, string[] | undefined>> {
  if (!groups) return new Map(chosenCells(deployment, cells).map((cell) => [cell, undefined]));
  const spellings = groups.flatMap((uuid) => [uuid, canonicalUuid(uuid)]);
  const known = await findKnownGroups(deployment.api, [...new Set(spellings)]);
  const uuids = new Map<Cell, string[]>();
  for (const given of new Set(groups)) {
    const groupUuid = known.has(given) ? given : canonicalUuid(given);
    const { exists, receipt } = known.get(groupUuid) ?? {};
    if (!exists) {
      throw new InvalidInputError(
        `Group ${groupUuid} is not in the API database; "cellbridge explain ${groupUuid}" shows where it is.`,
      );
    }
    if (!receipt?.cellUuid || !isOfMove(receipt)) {
      throw new InvalidInputError(
        `Group ${groupUuid} has not moved from a cell: it was created in the API database.`,
      );
    }
    const cell = deployment.cell(receipt.cellUuid);
    uuids.set(cell, [...new Set([...(uuids.get(cell) ?? []), groupUuid])]);
  }
  const inOrder = deployment.cells.filter((cell) => uuids.has(cell));
  return new Map(inOrder.map((cell) => [cell, uuids.get(cell)]));
}

async function readTarget(
  deployment: Deployment,
  cell: Cell,
  uuids: readonly string[] | undefined,
): Promise<Target> {
  const columns = await cell.snapshot(readTextColumns);
  const pages = () => (uuids ? pageOf(deployment, uuids) : allPages(deployment, cell));
  return { deployment, cell, columns, pages };
}

async function* pageOf({ api }: Deployment, uuids: readonly string[]) {
  const known = await findKnownGroups(api, uuids);
  yield [...known.values()].flatMap(({ receipt }) => receipt ?? []);
}

async function* allPages({ api }: Deployment, cell: Cell) {
  let after: ReceiptPlace | undefined;
  for (;;) {
    const page: Receipt[] = await listReceipts(api, cell.uuid, { after, limit: PAGE_GROUPS });
    yield page;
    after = page.at(-1);
    if (!after || page.length < PAGE_GROUPS) return;
  }
}

/** Cuts a page into parts that fit into memory. */
async function partsOf(
  { deployment: { api } }: Target,
  page: readonly Receipt[],
): Promise<Receipt[][]> {
  if (page.length === 0) return [];
  const members = await countMembers(
    api,
    page.map(({ groupUuid }) => groupUuid),
  );
  return cutByRows(page, ({ groupUuid }) => members.get(groupUuid) ?? 0);
}

/**
 * Adds the groups that are live in another cell, where they are in quarantine: without the API database, that one would be
 * taken for the group.
 *
 * @throws CellUnavailableError if another cell cannot be asked.
 */
async function withLiveElsewhere<Scope extends ReversalScope>(
  scope: Scope,
  receipts: readonly Receipt[],
): Promise<Scope> {
  const { cell, deployment, elsewhere } = scope;
  const others = chosenCells(deployment, undefined).filter((other) => other !== cell);
  const rows = receipts.map(({ groupUuid: uuid }) => ({ uuid }));
  const { holders, missed } = await findElsewhere(scope, others, rows);
  if (missed[0]) throw missed[0];
  return holders.size === 0
    ? scope
    : { ...scope, elsewhere: new Set([...elsewhere, ...holders.keys()]) };
}

/** What would go back to a cell; `elsewhere`: what other cells have; `isNeeded`: whether there is anything to do. */
async function planCell(
  target: Target & ReversalScope,
  signal: AbortSignal | undefined,
): Promise<{ plan: CellReversal; elsewhere: ReadonlySet<string>; isNeeded: boolean }> {
  let plan = nothingOf(target.cell);
  let { elsewhere } = target;
  let isNeeded = false;
  for await (const page of target.pages()) {
    for (const part of await partsOf(target, page)) {
      if (signal?.aborted) return { plan, elsewhere, isNeeded };
      const scope = await withLiveElsewhere({ ...target, elsewhere }, part);
      ({ elsewhere } = scope);
      const { going, staying, toEnd } = await target.cell.snapshot((reader) =>
        judgeReversal(scope, reader, part),
      );
      isNeeded ||= going.length + toEnd.length > 0;
      plan = add(plan, { groups: going.length, staying });
    }
  }
  return { plan, elsewhere, isNeeded };
}

/** @returns whether it came to the end. */
async function reverseCell(
  target: Target & WorkScope,
  {
    budget,
    signal,
    onPart,
  }: {
    budget: { left: number };
    signal: AbortSignal | undefined;
    onPart: (total: CellReversal) => void;
  },
): Promise<boolean> {
  await endStaleClaims(target);
  let total = nothingOf(target.cell);
  for await (const page of target.pages()) {
    for (const part of await partsOf(target, page)) {
      for (let left = part; left.length > 0; ) {
        if (signal?.aborted || budget.left <= 0) return false;
        const some = left.slice(0, budget.left);
        left = left.slice(some.length);
        const done = await reversePart(await withLiveElsewhere(target, some), some);
        budget.left -= done.groups;
        total = add(total, done);
        onPart(total);
      }
    }
  }
  return true;
}

function nothingOf({ uuid, name }: Cell): CellReversal {
  return { uuid, name, groups: 0, staying: 0, stays: [] };
}

function add(
  total: CellReversal,
  { groups, staying }: { groups: number; staying: readonly StayingGroup[] },
): CellReversal {
  return {
    ...total,
    groups: total.groups + groups,
    staying: total.staying + staying.length,
    stays: [...total.stays, ...staying].slice(0, MAX_LISTED_STAYING),
  };
}

function judge({
  cells,
  unavailableCells,
  isWhole,
  signal,
}: Pick<ReverseReport, 'cells' | 'unavailableCells'> & {
  isWhole: boolean;
  signal: AbortSignal | undefined;
}): ReverseReport['outcome'] {
  if (unavailableCells.length > 0) return 'unavailable';
  if (!isWhole || signal?.aborted) return signal?.aborted ? 'stopped' : 'more';
  return cells.some(({ staying }) => staying > 0) ? 'staying' : 'complete';
}

function checkReverseOptions(options: ReverseOptions): void {
  checkOptions(options);
  const { cells, groups, maxCount, notice, signal, onPlan, onWait, onProgress } = options;
  const isEither = (cells === undefined) !== (groups === undefined);
  if (!isEither) throw new InvalidInputError('Name the cells, or the groups, that go back.');
  checkCells(cells);
  const areGroups = groups === undefined || (Array.isArray(groups) && groups.length > 0);
  refuseUnless(areGroups, 'groups', groups, 'a list of uuids that has one');
  checkCount(maxCount, 'max count');
  checkAmount('notice', notice);
  const isNotice = notice === undefined || notice <= LONGEST_NOTICE_MS;
  refuseUnless(isNotice, 'notice', notice, 'a day at most (86400 s)');
  checkSignal(signal);
  checkFunction('onPlan', onPlan);
  checkFunction('onWait', onWait);
  checkFunction('onProgress', onProgress);
}
