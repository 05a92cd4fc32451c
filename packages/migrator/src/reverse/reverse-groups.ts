/**
 * The way back: groups that have moved go back to the cell that they came from, with all that was written since.
 *
 * It works beside services. It may be killed at any moment and run again: until its commit point a group is in the API
 * database, which wins, and the next reversal, or the next run, meets the rows that were made live in the cell. Runs do not work
 * in a cell while groups go back to it.
 */
import { setTimeout } from 'node:timers/promises';
import { guardListener } from '@cellbridge/db-api';
import {
  type Cell,
  CellUnavailableError,
  type Deployment,
  InvalidInputError,
  refuseUnless,
} from '@cellbridge/objects';
import {
  checkAmount,
  checkCells,
  checkCount,
  checkFunction,
  checkOptions,
  checkSignal,
} from '../check-options.js';
import { missedCell } from '../missed-cell.js';
import type { ReversalScope } from './judge-reversal.js';
import { planCell } from './plan-cell.js';
import { listProvedTwice } from './proved-twice.js';
import { reverseCell } from './reverse-cell.js';
import {
  type CellReversal,
  nothingOf,
  type ReverseOptions,
  type ReverseReport,
} from './reverse-report.js';
import { chooseGroups, readTarget, type Target } from './target.js';
import { whileReversing } from './while-reversing.js';

/** A day: whoever waits longer has mistaken the unit. */
const LONGEST_NOTICE_MS = 86_400_000;

/** Twice as long as services may go on without a look at the cells, by default. */
const USUAL_NOTICE_MS = 60_000;

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
  const onLook = guardListener('onLook', options.onLook);
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
  const budget = { left: options.maxCount ?? Number.POSITIVE_INFINITY };
  let limit = budget.left;
  let isPlanWhole = true;
  // Cells at which a reversal with a limit does not come to look.
  let isWhole = true;
  for (const [cell, uuids] of chosen) {
    if (limit <= 0) {
      isWhole = false;
      break;
    }
    try {
      const target = await readTarget(deployment, cell, uuids);
      const found = await planCell(
        { ...target, elsewhere: provedTwice },
        { limit, signal, onLook },
      );
      const { plan, elsewhere, isNeeded } = found;
      isPlanWhole &&= found.isWhole;
      limit -= plan.groups;
      plans.push(plan);
      if (isNeeded) targets.push({ ...target, elsewhere });
    } catch (error) {
      unavailableCells.push(missedCell(deployment, cell, error));
    }
  }
  for (const plan of plans) onPlan(plan);
  if (dryRun) {
    const outcome = judge({
      cells: plans,
      unavailableCells,
      isWhole: isWhole && isPlanWhole,
      signal,
    });
    return { outcome, dryRun, cells: plans, unavailableCells };
  }
  // Where there is nothing to do, the cell stays what it is.
  const cells = plans.filter(({ uuid }) => !targets.some(({ cell }) => cell.uuid === uuid));
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
        isWhole = (await reverseCell(scope, { budget, signal, onPart })) && isWhole;
      } catch (error) {
        unavailableCells.push(missedCell(deployment, target.cell, error));
      }
      cells.push(done);
    }
  };
  await whileReversing(
    deployment,
    targets.map(({ cell }) => cell),
    work,
  );
  cells.sort((left, right) => (left.uuid < right.uuid ? -1 : 1));
  const outcome = judge({ cells, unavailableCells, isWhole, signal });
  return { outcome, dryRun, cells, unavailableCells };
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
  const { cells, groups, maxCount, notice, signal } = options;
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
  for (const name of ['onPlan', 'onWait', 'onLook', 'onProgress'] as const) {
    checkFunction(name, options[name]);
  }
}
