import { redact } from '@cellbridge/db-api';
import { CellUnavailableError } from '@cellbridge/objects';
import type { FailedCellDocument, NamedCellDocument } from './documents/schema-documents.js';
import { EXIT, exitCodeOf } from './exit-code.js';
import type { CellResult } from './for-each-cell.js';
import type { Output } from './output.js';

/**
 * Prints the result of each cell; errors go to standard error, or with `--json` into the document.
 *
 * @returns the exit code; an unavailable cell comes before another error.
 */
export function printCells<T extends object>(
  output: Output<readonly (FailedCellDocument | (NamedCellDocument & T))[]>,
  results: readonly CellResult<T>[],
): number {
  output.document(results.map(documentOf));
  const codes: number[] = [];
  for (const result of results) {
    if ('error' in result) {
      codes.push(exitCodeOf(result.error));
      const message = redact(result.error.message);
      const isNamed = CellUnavailableError.isInstance(result.error);
      if (!output.isJson) output.warn(isNamed ? message : `${result.name}: ${message}`);
    } else {
      const [first, ...others] = result.lines;
      output.line(`${result.name}: ${first}`);
      for (const line of others) output.line(line);
    }
  }
  return codes.find((code) => code === EXIT.unavailable) ?? codes[0] ?? EXIT.done;
}

function documentOf<T extends object>(
  result: CellResult<T>,
): FailedCellDocument | (NamedCellDocument & T) {
  const { name, uuid } = result;
  if (!('error' in result)) return { name, uuid, ...result.document };
  const { code, message } = result.error;
  return { name, uuid, error: { code, message: redact(message) } };
}
