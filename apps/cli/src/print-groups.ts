import type { InstanceGroup, InstanceGroupDocument } from '@cellbridge/objects';
import { InterruptedError } from './interrupted-error.js';
import type { Io } from './io.js';
import type { Output } from './output.js';

/** How many rows a table has: more start another one, so that memory stays constant. */
const ROWS = 500;

/**
 * Prints groups as they come, in constant memory: a table, or (`--json`) an array.
 *
 * @throws InterruptedError with the array left open, so that a part is not mistaken for the whole.
 */
export async function printGroups(
  { output, io }: { readonly output: Output; readonly io: Io },
  groups: AsyncIterable<InstanceGroup>,
): Promise<void> {
  const head = ['UUID', 'Name', 'Policy', 'Members', 'Project', 'Where'];
  let rows: (string | number | null)[][] = [];
  let count = 0;
  const interruption = io.heedInterruption();
  for await (const group of groups) {
    if (interruption.aborted) {
      throw new InterruptedError('Stopped before the end of the list; run it again.');
    }
    if (output.isJson) {
      const document: InstanceGroupDocument = group.toJSON();
      output.raw(`${count === 0 ? '[' : ','}\n${JSON.stringify(document)}`);
    } else {
      const { uuid, name, policy, members, projectId, location } = group;
      rows.push([uuid, name, policy, members.length, projectId, location.database]);
      if (rows.length === ROWS) {
        output.table(head, rows);
        rows = [];
      }
    }
    count += 1;
  }
  if (output.isJson) output.raw(count === 0 ? '[]\n' : '\n]\n');
  else if (rows.length > 0) output.table(head, rows);
  else if (count === 0) output.line('There are no groups.');
}

/** Prints one group: a line a field, or (`--json`) a document. */
export function printGroup(
  { output }: { readonly output: Output<InstanceGroupDocument> },
  group: InstanceGroup,
): void {
  const document = group.toJSON();
  output.document(document);
  output.record(
    Object.entries(document).map(([field, value]: [string, unknown]) => {
      if (typeof value === 'string' || value === null) return [field, value] as const;
      // A line each, so that none is broken; in a pipe a field has one line.
      if (output.isTerminal && Array.isArray(value)) return [field, value.map(String)] as const;
      return [field, JSON.stringify(value)] as const;
    }),
  );
}
