import type { DemoDocument } from '../documents/demo-document.js';
import type { Output } from '../output.js';

/** The result of a demo. */
interface DemoResult extends Omit<DemoDocument, 'folder' | 'outcome'> {
  readonly apiUrl: string;
}

/** How many faults are printed; `--json` has all. */
const SHOWN = 20;

/** Prints what happened, for a reader who has never seen the move. */
export function summarize(output: Output, result: DemoResult): void {
  const { moved, seconds, reads, writes, lists, destroyed, checked, faults, apiUrl } = result;
  const { green, red, bold } = output.colors;
  output.line();
  output.styled(bold('What happened'));
  output.line(
    `  ${moved} groups moved from two cells to the API database in ${seconds.toFixed(1)} s.`,
  );
  output.line(
    `  Meanwhile the service made ${reads} look-ups, ${writes} writes and ${lists} lists;`,
  );
  output.line(`  ${destroyed} groups were destroyed, some before and some after they moved.`);
  if (faults.length === 0) {
    output.styled(
      green(`  ${checked} acknowledged writes were checked: none is lost, no group is there`),
    );
    output.styled(green('  twice, none came back, and no look-up missed a group that exists.'));
  } else {
    output.styled(red(`  ${faults.length} things are wrong:`));
    for (const fault of faults.slice(0, SHOWN)) output.styled(red(`  ${fault}`));
  }
  output.line();
  output.styled(bold('Look around'));
  output.line(`  cellbridge status --api-db ${apiUrl}`);
  output.line(`  cellbridge group list --api-db ${apiUrl}`);
  output.line('  (in a clone with "pnpm" before each of them)');
}
