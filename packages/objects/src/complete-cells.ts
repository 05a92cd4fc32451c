/**
 * Which cells need not be asked any more.
 *
 * The migrator marks a cell as complete when it holds no live group. From then on a read leaves it
 * out; once in a while (`recheckAfter`) what is known is read again, and one read asks every cell,
 * for the group that a writer who does not know of the move may have made there.
 */
import { type Database, listProgress } from '@cellbridge/db-api';
import type { Cell } from './cell.js';

/** The name of the migration that moves instance groups, as Nova calls it. */
export const INSTANCE_GROUPS_MIGRATION = 'migrate_instance_groups_to_api_db';

export class CompleteCells {
  readonly #api: Database;
  readonly #cells: readonly Cell[];
  readonly #recheckAfter: number;
  #complete: ReadonlySet<string> = new Set<string>();
  #readAt = Number.NEGATIVE_INFINITY;

  /** @param recheckAfter milliseconds; 0 asks every cell at every read. */
  constructor(api: Database, cells: readonly Cell[], recheckAfter: number) {
    this.#api = api;
    this.#cells = cells;
    this.#recheckAfter = recheckAfter;
  }

  /** The cells that are known to be complete now. */
  get known(): ReadonlySet<string> {
    return this.#complete;
  }

  /**
   * The cells that a read has to ask, sorted by uuid. Sends a statement only when a re-check is due.
   *
   * @param complete What was known before the read looked into the API database. A cell that has
   * become complete since then may have held the group during that look.
   */
  async toAsk(complete = this.#complete): Promise<readonly Cell[]> {
    if (performance.now() - this.#readAt >= this.#recheckAfter) {
      await this.load();
      return this.#cells;
    }
    return this.#cells.filter((cell) => !complete.has(cell.uuid));
  }

  /** Reads anew which cells are complete. */
  async load(): Promise<void> {
    const progress = await listProgress(this.#api, INSTANCE_GROUPS_MIGRATION);
    const complete = progress.filter((row) => row.state === 'complete').map((row) => row.cellUuid);
    this.#complete = new Set(complete);
    this.#readAt = performance.now();
  }

  /** A cell that was complete holds a live group again: it is asked until the next re-check. */
  distrust(cell: Cell): void {
    this.#complete = new Set([...this.#complete].filter((uuid) => uuid !== cell.uuid));
  }
}
