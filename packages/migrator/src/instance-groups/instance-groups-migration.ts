import { countLiveGroups } from '@cellbridge/db-cell';
import {
  type Cell,
  CellbridgeError,
  CellUnavailableError,
  type Deployment,
  eachCell,
  INSTANCE_GROUPS_MIGRATION,
} from '@cellbridge/objects';
import { CellInUseError } from '../cell-in-use-error.js';
import { chosenCells } from '../chosen-cells.js';
import { listLostUuids } from '../evidence/list-lost.js';
import type {
  Counts,
  MigrationOptions,
  MigrationResult,
  OnlineMigration,
} from '../online-migration.js';
import { cellAttributes } from '../telemetry/cell-attributes.js';
import { withSpan } from '../telemetry/with-span.js';
import { CellFailedError } from './cell-failed-error.js';
import { CellRun } from './cell-run.js';
import { moveCell } from './move-cell.js';
import { outlastApi } from './outlast-api.js';
import { Places } from './places.js';

/** How many cells are worked on at once. */
const CELLS_AT_ONCE = 4;

/**
 * Moves instance groups with their policies and members from the cells to the API database.
 *
 * Any number of runs may work at once, on any number of machines, while services read and write
 * the same groups. A cell that cannot be reached is named in the result, and the others are moved.
 */
export const instanceGroupsMigration: OnlineMigration = {
  name: INSTANCE_GROUPS_MIGRATION,

  async run(deployment: Deployment, options: MigrationOptions): Promise<MigrationResult> {
    const lostUuids = await listLostUuids(deployment);
    const outlast = outlastApi(deployment, options);
    // Cells share a limit: each may move what those before it have left of it.
    const budget = { left: options.limit };
    const places = new Places(Number.isFinite(options.limit) ? 1 : CELLS_AT_ONCE);
    const work = async (cell: Cell): Promise<CellResult> => {
      let giveBack = await places.take();
      // While it is paused, another cell is worked on.
      const onHold = async (isHeld: boolean) => {
        if (isHeld) giveBack();
        else giveBack = await places.take();
      };
      const run = new CellRun(deployment, cell, { ...options, budget, lostUuids, onHold });
      let failure: unknown;
      try {
        if (run.isOver) return { found: 0, done: 0, quarantined: 0 };
        await withSpan('cellbridge.cell', cellAttributes(cell), () =>
          outlast(
            () => moveCell(run),
            () => run.done,
          ),
        );
      } catch (error) {
        failure = failureOf(run, error);
        if (CellUnavailableError.isInstance(failure)) {
          const reason = `${failure.message} The run goes on without this cell.`;
          run.tell({ type: 'wait', state: 'skipped', reason });
        }
      } finally {
        giveBack();
      }
      return { found: run.found, done: run.done, quarantined: run.quarantined.size, failure };
    };
    const results = await Promise.all(chosenCells(deployment, options.cells).map(work));
    return addUp(results, options.limit);
  },

  async remaining(deployment: Deployment, cells?: readonly string[]): Promise<number> {
    const errors: unknown[] = [];
    const counts = await eachCell(chosenCells(deployment, cells), async (cell) => {
      try {
        return await cell.snapshot(countLiveGroups);
      } catch (error) {
        errors.push(error);
        return 0;
      }
    });
    const unavailable = errors.filter((error) => CellUnavailableError.isInstance(error));
    const [first, ...others] = unavailable;
    if (first) {
      const { cellUuid: uuid, cellName: name, cause } = first;
      throw new CellUnavailableError({ uuid, name }, cause, others);
    }
    if (errors.length > 0) throw errors[0];
    return counts.reduce((sum, count) => sum + count, 0);
  },
};

/** What became of one cell. */
interface CellResult extends Counts {
  readonly quarantined: number;
  /** What kept the rest of its groups from being moved, if anything did. */
  readonly failure?: unknown;
}

/** Names the cell in what it failed with, unless it was the API database that failed. */
function failureOf({ cell, deployment }: CellRun, error: unknown): unknown {
  const { description } = deployment.api;
  const isOfApi = CellbridgeError.isInstance(error) && error.database === description;
  const isNamed = CellUnavailableError.isInstance(error) || CellInUseError.isInstance(error);
  if (isOfApi || isNamed) return error;
  return new CellFailedError(cell, error);
}

function addUp(results: readonly CellResult[], limit: number): MigrationResult {
  const sumOf = (count: 'found' | 'done' | 'quarantined') =>
    results.reduce((sum, result) => sum + result[count], 0);
  const quarantined = sumOf('quarantined');
  // Without the quarantined ones it may not exceed the limit (`Counts`). A group that was set aside and then
  // destroyed is among the found, and no longer among the quarantined.
  const found = Math.min(sumOf('found'), limit + quarantined);
  const failures = results.map(({ failure }) => failure).filter((failure) => failure !== undefined);
  const unavailableCells = failures.filter((failure) => CellUnavailableError.isInstance(failure));
  const error = failures.find((failure) => !CellUnavailableError.isInstance(failure));
  const counts = { found, done: sumOf('done'), quarantined };
  return { ...counts, unavailableCells, ...(error !== undefined && { error }) };
}
