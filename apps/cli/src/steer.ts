import { hostname } from 'node:os';
import { type CellSteering, type MoveWishes, readSteering, steerMoves } from '@cellbridge/migrator';
import { cellLabel } from '@cellbridge/objects';
import type { CellDbOptions } from './cell-overrides.js';
import type { Invocation } from './command.js';
import { noCells, withDeployment } from './deployment.js';
import { describeMigrators } from './describe-migrators.js';
import type { SteeringDocument } from './documents/move-documents.js';
import type { Output } from './output.js';

/** Steers moves in the cells that are named, by default in all, and prints what is in force then. */
export async function steer(
  invocation: Invocation<
    CellDbOptions & { readonly cell: string[] | undefined },
    object,
    SteeringDocument
  >,
  wishes: MoveWishes,
): Promise<void> {
  const { io, output, options, apiUrl } = invocation;
  const { cell: cells } = options;
  const changes = Object.values(wishes).some((value) => value !== undefined);
  const steering = await withDeployment(invocation, (deployment) =>
    changes
      ? steerMoves(deployment, wishes, { cells, wishedBy: `${io.userName}@${hostname()}` })
      : readSteering(deployment, cells),
  );
  output.document({ cells: steering });
  if (steering.length === 0) output.line(noCells(apiUrl));
  else printSteering(output, steering);
  const migrators = steering.flatMap(describeMigrators);
  for (const line of migrators) output.line(line);
  const isAtWork = steering.some((cell) => cell.migrators.some(({ state }) => state !== 'lost'));
  if (steering.length > 0 && !isAtWork) {
    const where =
      cells === undefined ? '' : steering.length === 1 ? ' in this cell' : ' in these cells';
    output.line(`No run is at work${where}; the next one obeys.`);
  }
}

function printSteering(output: Output, cells: readonly CellSteering[]): void {
  const rows = cells.map((cell) => {
    const { wishes, paused } = cell;
    const wished = (setting: string) => {
      const value = wishes.find((wish) => wish.setting === setting)?.value ?? null;
      return value === null ? 'default' : String(value);
    };
    const by = new Set(wishes.map(({ wishedBy }) => wishedBy));
    return [
      cellLabel(cell),
      paused ? 'yes' : 'no',
      wished('batchSize'),
      wished('rate'),
      wished('concurrency'),
      wished('maxWriterWait'),
      [...by],
    ];
  });
  output.table(
    ['Cell', 'Paused', 'Batch size', 'Groups/s', 'At once', 'Writer wait', 'Set by'],
    rows,
  );
}
