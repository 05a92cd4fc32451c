import type { CellReversal, LookedAt, ReverseReport } from '@cellbridge/migrator';
import { cellLabel } from '@cellbridge/objects';
import { counted } from './counted.js';
import { describeObstacles } from './describe-obstacles.js';
import { eachSecond } from './each-second.js';
import type { Output } from './output.js';

/** How many groups of a cell people are shown; `--json` has more. */
const MOST_LISTED = 10;

/** Prints a reversal while it is under way, and what it did in the end. */
export class ReversalPrinter {
  readonly #output: Output;
  /** What was to go back, by the uuids of the cells. */
  readonly #plans = new Map<string, CellReversal>();

  /** Prints beside the result that it waits for services. */
  readonly onWait = (reason: string): void =>
    this.#output.log.write('info', reason, { isNow: true });

  /** Prints how many groups of a cell were looked at. */
  readonly onLook = eachSecond((cell: LookedAt) => {
    this.#output.progress(`${cellLabel(cell)}: ${counted(cell.groups, 'group')} looked at so far.`);
  });

  /** Prints how many groups of a cell have gone back, once a second. */
  readonly onProgress = eachSecond((cell: CellReversal) => {
    const planned = this.#plans.get(cell.uuid)?.groups ?? 0;
    const total = counted(Math.max(planned, cell.groups), 'group');
    this.#output.progress(`${cellLabel(cell)}: ${cell.groups} of ${total} back so far.`);
  });

  /** Prints what can go back to a cell, and what cannot. */
  readonly onPlan = (plan: CellReversal): void => {
    const { uuid, groups, staying, stays } = plan;
    this.#plans.set(uuid, plan);
    this.#output.line(
      `${cellLabel(plan)}: ${counted(groups, 'group')} can go back, ${staying} cannot.`,
    );
    this.#printStays(plan, stays, staying);
  };

  constructor(output: Output) {
    this.#output = output;
  }

  /** Prints what went back, what stays, and what to do next. */
  print(report: ReverseReport): void {
    const { cells, dryRun, unavailableCells } = report;
    const output = this.#output;
    if (!dryRun && cells.length > 0) {
      output.table(
        ['Cell', 'Went back', 'Stay'],
        cells.map((cell) => [cellLabel(cell), cell.groups, cell.staying]),
      );
      for (const cell of cells) this.#printLate(cell);
    }
    for (const { message } of unavailableCells) {
      output.line(`${message} Fix that, then run it again.`);
    }
    for (const line of dryRun ? adviceAfterLook(report) : adviceAfterWork(report)) {
      output.line(line);
    }
  }

  /** Prints the groups that were to go back, and stay after all. */
  #printLate(cell: CellReversal): void {
    const told = new Set(this.#plans.get(cell.uuid)?.stays.map(({ groupUuid }) => groupUuid));
    const late = cell.stays.filter(({ groupUuid }) => !told.has(groupUuid));
    this.#printStays(cell, late, late.length);
  }

  #printStays(cell: CellReversal, groups: CellReversal['stays'], total: number): void {
    const obstacles = { groups, total, most: MOST_LISTED };
    for (const line of describeObstacles({ cell, verb: 'go back', ...obstacles })) {
      this.#output.line(line);
    }
  }
}

function adviceAfterLook({ cells, outcome }: ReverseReport): string[] {
  const { groups } = sumOf(cells);
  if (outcome === 'stopped') return ['Stopped. Not every group was looked at; run it again.'];
  if (groups === 0) return ['Nothing was written. No group can go back.'];
  return [
    `Nothing was written. Run it without --dry-run to take ${counted(groups, 'group')} back.`,
  ];
}

function adviceAfterWork({ cells, outcome }: ReverseReport): string[] {
  const { groups, staying } = sumOf(cells);
  const lines: string[] = [];
  if (outcome === 'complete' && groups === 0) {
    lines.push('Nothing was to go back: no group in the API database has moved from there.');
  } else {
    const stay = staying === 0 ? '' : `, ${staying} ${staying === 1 ? 'stays' : 'stay'}`;
    const where = staying === 0 ? '' : ' in the API database';
    const went = groups === 1 ? '1 group went back to its cell' : `${groups} groups went back`;
    lines.push(`${went}${stay}${where}.`);
  }
  if (outcome === 'stopped')
    lines.push('Stopped. Give the same "cellbridge db reverse" again to continue.');
  if (outcome === 'more') {
    lines.push('Stopped at --max-count. Give the same "cellbridge db reverse" again to continue.');
  }
  if (groups > 0) {
    const them = groups === 1 ? 'it' : 'them';
    lines.push(`The next "cellbridge db online-data-migrations" moves ${them} again.`);
  }
  return lines;
}

function sumOf(cells: readonly CellReversal[]): Pick<CellReversal, 'groups' | 'staying'> {
  return {
    groups: cells.reduce((sum, { groups }) => sum + groups, 0),
    staying: cells.reduce((sum, { staying }) => sum + staying, 0),
  };
}
