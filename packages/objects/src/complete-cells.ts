/**
 * Which cells need not be asked any more.
 *
 * The migrator marks a cell as complete when it holds no live group. From then on a read leaves it
 * out. Once in a while (`recheckAfter`) one read looks again: which cells are marked, and whether a
 * writer who does not know of the move has made a group in one of them since. Such a group may not be
 * found until then.
 */
import { CellbridgeError, type Database, listProgress } from '@cellbridge/db-api';
import { hasLiveGroups } from '@cellbridge/db-cell';
import type { Cell } from './cell.js';

/** The name of the migration that moves instance groups, as Nova calls it. */
export const INSTANCE_GROUPS_MIGRATION = 'migrate_instance_groups_to_api_db';

export class CompleteCells {
  readonly #api: Database;
  readonly #cells: readonly Cell[];
  readonly #recheckAfter: number;
  /** By uuid, the highest id that a group of the cell had when it was found to be complete. */
  #complete: ReadonlyMap<string, number> = new Map<string, number>();
  #readAt = Number.NEGATIVE_INFINITY;

  /** @param recheckAfter milliseconds; 0 asks every cell at every read. */
  constructor(api: Database, cells: readonly Cell[], recheckAfter: number) {
    this.#api = api;
    this.#cells = cells;
    this.#recheckAfter = recheckAfter;
  }

  /** The cells that are known to be complete now, by uuid. */
  get known(): ReadonlyMap<string, unknown> {
    return this.#complete;
  }

  /** Whether no cell has to be asked any more. */
  get areAll(): boolean {
    return this.#cells.every(({ uuid }) => this.#complete.has(uuid));
  }

  /**
   * The cells that a read has to ask, sorted by uuid. Sends statements only when a re-check is due.
   *
   * @param complete What was known before the read looked into the API database. A cell that has
   * become complete since then may have held the group during that look.
   */
  async toAsk(complete = this.known): Promise<readonly Cell[]> {
    if (this.#recheckAfter === 0) return this.#cells;
    if (performance.now() - this.#readAt >= this.#recheckAfter) await this.#recheck();
    return this.#cells.filter(({ uuid }) => !(complete.has(uuid) && this.#complete.has(uuid)));
  }

  /** Reads which cells are marked as complete. */
  async load(): Promise<void> {
    this.#readAt = performance.now();
    try {
      const progress = await listProgress(this.#api, INSTANCE_GROUPS_MIGRATION);
      const complete = progress.filter(({ state }) => state === 'complete');
      this.#complete = new Map(complete.map(({ cellUuid, cursor }) => [cellUuid, cursor]));
    } catch (error) {
      this.#readAt = Number.NEGATIVE_INFINITY;
      throw error;
    }
  }

  /** A cell that was complete holds a live group again: it is asked until the next re-check. */
  distrust(cell: Cell): void {
    const { uuid } = cell;
    if (!this.#complete.has(uuid)) return;
    this.#complete = new Map([...this.#complete].filter(([other]) => other !== uuid));
  }

  /** Also asks the complete cells for later groups. */
  async #recheck(): Promise<void> {
    await this.load();
    const complete = this.#cells.filter(({ uuid }) => this.#complete.has(uuid));
    await Promise.all(
      complete.map(async (cell) => {
        if (await this.#holdsLaterGroups(cell)) this.distrust(cell);
      }),
    );
  }

  /** A cell that cannot say so, because it is down or gone, stays as it is marked. */
  async #holdsLaterGroups(cell: Cell): Promise<boolean> {
    const cursor = this.#complete.get(cell.uuid) ?? 0;
    try {
      return await cell.read((database) => hasLiveGroups(database, cursor));
    } catch (error) {
      if (CellbridgeError.isInstance(error)) return false;
      throw error;
    }
  }
}
