import { judgeReversal, type ReversalScope } from './judge-reversal.js';
import { add, type CellReversal, type LookedAt, nothingOf } from './reverse-report.js';
import { partsOf, type Target, withLiveElsewhere } from './target.js';

/** How far to look at the groups of a cell, and who is notified. */
interface PlanOptions {
  /** After so many groups that can go back it looks no further. */
  readonly limit: number;
  readonly signal: AbortSignal | undefined;
  readonly onLook: (cell: LookedAt) => void;
}

/** What was found out about the groups of a cell. */
interface CellPlan {
  /** What would go back. */
  readonly plan: CellReversal;
  /** What other cells have. */
  readonly elsewhere: ReadonlySet<string>;
  /** Whether there is anything to do. */
  readonly isNeeded: boolean;
  /** Whether it came to the end of the cell. */
  readonly isWhole: boolean;
}

/** Judges the groups of a cell, and changes nothing. */
export async function planCell(
  target: Target & ReversalScope,
  { limit, signal, onLook }: PlanOptions,
): Promise<CellPlan> {
  let plan = nothingOf(target.cell);
  let { elsewhere } = target;
  let isNeeded = false;
  let looked = 0;
  for await (const page of target.pages()) {
    for (const part of await partsOf(target, page)) {
      const left = limit - plan.groups;
      if (signal?.aborted || left <= 0) return { plan, elsewhere, isNeeded, isWhole: false };
      const scope = await withLiveElsewhere({ ...target, elsewhere }, part);
      ({ elsewhere } = scope);
      const { going, staying, toEnd } = await target.cell.snapshot((reader) =>
        judgeReversal(scope, reader, part),
      );
      isNeeded ||= going.length + toEnd.length > 0;
      plan = add(plan, { groups: Math.min(going.length, left), staying });
      looked += part.length;
      onLook({ uuid: plan.uuid, name: plan.name, groups: looked });
      if (going.length > left) return { plan, elsewhere, isNeeded, isWhole: false };
    }
  }
  return { plan, elsewhere, isNeeded, isWhole: true };
}
