import { endStaleClaims } from '../instance-groups/claim.js';
import { reversePart, type WorkScope } from './reverse-part.js';
import { add, type CellReversal, nothingOf } from './reverse-report.js';
import { partsOf, type Target, withLiveElsewhere } from './target.js';

/**
 * Takes the groups of a cell back, part by part.
 *
 * @returns whether it came to the end; not if the budget was spent, or the signal aborted.
 */
export async function reverseCell(
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
