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

/**
 * Judges the groups of a cell, and changes nothing.
 *
 * @returns `plan`: what would go back; `elsewhere`: what other cells have; `isNeeded`: whether there is anything to do.
 */
export async function planCell(
  target: Target & ReversalScope,
  { limit, signal, onLook }: PlanOptions,
): Promise<{ plan: CellReversal; elsewhere: ReadonlySet<string>; isNeeded: boolean }> {
  let plan = nothingOf(target.cell);
  let { elsewhere } = target;
  let isNeeded = false;
  let looked = 0;
  for await (const page of target.pages()) {
    for (const part of await partsOf(target, page)) {
      for (let left = part; left.length > 0; ) {
        if (signal?.aborted || plan.groups >= limit) return { plan, elsewhere, isNeeded };
        const some = left.slice(0, limit - plan.groups);
        left = left.slice(some.length);
        const scope = await withLiveElsewhere({ ...target, elsewhere }, some);
        ({ elsewhere } = scope);
        const { going, staying, toEnd } = await target.cell.snapshot((reader) =>
          judgeReversal(scope, reader, some),
        );
        isNeeded ||= going.length + toEnd.length > 0;
        plan = add(plan, { groups: going.length, staying });
        looked += some.length;
        onLook({ uuid: plan.uuid, name: plan.name, groups: looked });
      }
    }
  }
  return { plan, elsewhere, isNeeded };
}
