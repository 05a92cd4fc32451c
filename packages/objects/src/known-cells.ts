import {
  type ApiDatabase,
  CellbridgeError,
  ClosedError,
  listProgress,
  type ProgressState,
} from '@cellbridge/db-api';
import { hasArchive, hasLiveRows, hasLiveRowsOfArchived } from '@cellbridge/db-cell';
import type { Cell } from './cell.js';
import { type CellMap, cellMap, without } from './cell-map.js';
import type { CellSource } from './cell-source.js';
import { eachCell } from './each-cell.js';

/** Nova's name for the migration that moves instance groups. */
export const INSTANCE_GROUPS_MIGRATION = 'migrate_instance_groups_to_api_db';

/** Milliseconds after which a map is not used any more while the next one is read. A reversal gives services as long. */
const OLD_AFTER_MS = 60_000;

/** Milliseconds after which the map of cells is read again if every read asks every cell. */
const REMAP_AFTER_MS = 30_000;

/**
 * The cells, and which of them need not be asked any more.
 *
 * A cell need not be asked if its progress row says `complete`, and the cell itself has reported no live row.
 * It is asked for that when the deployment is opened, and then by the first read after each `recheckAfter`,
 * which also reads the map of cells again. Meanwhile other reads use the previous map, unless it is older than twice that, and
 * a minute; the new one replaces it as a whole.
 *
 * Guaranteed: every read asks a cell that has never answered, or in which a live group was seen since the check
 * began. So such a cell never counts as empty while it is down. Not guaranteed: a group that a writer unaware
 * of the move creates in a complete cell, or in a cell that is mapped again, may not be found before the next
 * check.
 */
export class KnownCells {
  readonly #api: ApiDatabase;
  readonly #source: CellSource;
  readonly #recheckAfter: number;
  readonly #asksAlways: boolean;
  #map = cellMap([]);
  #checkedAt = Number.NEGATIVE_INFINITY;
  /** The check that is under way. */
  #checking: Promise<void> | undefined;
  #isClosed = false;
  /** Cells in which a live group was seen since the last check began. */
  #distrusted = new Set<Cell>();
  /** Cells that are no longer mapped. */
  readonly #retired = new Set<Cell>();

  /** @param recheckAfter milliseconds; with 0 every read asks every cell. */
  constructor(api: ApiDatabase, source: CellSource, recheckAfter: number) {
    this.#api = api;
    this.#source = source;
    this.#asksAlways = recheckAfter === 0;
    this.#recheckAfter = recheckAfter || REMAP_AFTER_MS;
  }

  /** The map as known now, without a check. */
  get current(): CellMap {
    return this.#map;
  }

  /** Returns the map, after a check if one is due; sends statements only then. */
  async upToDate(): Promise<CellMap> {
    if (this.#isClosed) throw new ClosedError('The deployment is closed; open it again.');
    if (this.#isDue) await this.check();
    // A map that is this old may take a cell for empty to which groups go back.
    else if (this.#age >= Math.max(2 * this.#recheckAfter, OLD_AFTER_MS)) await this.#checking;
    return this.#map;
  }

  /**
   * Returns the cells that a read has to ask, sorted by uuid. Sends statements only when a check is due.
   *
   * @param before the map before the read looked into the API database. A cell that has become complete since
   * then may have held the group during that look.
   */
  async toAsk(before = this.#map): Promise<readonly Cell[]> {
    const now = await this.upToDate();
    if (now === before) return now.toAsk;
    return now.cells.filter((cell) => !(before.empty.has(cell) && now.empty.has(cell)));
  }

  /**
   * Returns the cells that a read has to ask once more after the API database, if it has asked cells before: those to
   * which groups may have gone back in between.
   *
   * @param before the map when it asked the cells.
   */
  toAskAgain(before: CellMap): readonly Cell[] {
    return this.#map.cells.filter(
      (cell) => before.reversing.has(cell) || this.#map.reversing.has(cell),
    );
  }

  /** Checks which cells there are and which of them are empty, and uses the result from then on. */
  async check(): Promise<void> {
    const checking = this.#check();
    this.#checking = checking;
    try {
      await checking;
    } finally {
      if (this.#checking === checking) this.#checking = undefined;
    }
  }

  async #check(): Promise<void> {
    const checkedAt = performance.now();
    const distrusted = new Set<Cell>();
    this.#distrusted = distrusted;
    const cells = await this.#source(this.#map.cells);
    const progress = await listProgress(this.#api, INSTANCE_GROUPS_MIGRATION);
    const inState = (state: ProgressState) => {
      const uuids = progress.filter((row) => row.state === state).map((row) => row.cellUuid);
      return new Set(cells.filter(({ uuid }) => uuids.includes(uuid)));
    };
    const complete = this.#asksAlways ? new Set<Cell>() : inState('complete');
    const answers = await askWhetherEmpty(cells, complete);
    const before = this.#map;
    const isEmpty = (cell: Cell) => answers.get(cell) ?? before.empty.has(cell);
    this.#map = cellMap(
      cells,
      cells.filter((cell) => isEmpty(cell) && !distrusted.has(cell)),
      inState('reversing'),
    );
    this.#checkedAt = checkedAt;
    this.#retire(before.cells.filter((cell) => !cells.includes(cell)));
  }

  /** Records that a live group was seen in a cell: the cell is asked until a later check finds it empty. */
  distrust(cell: Cell): void {
    this.#distrusted.add(cell);
    if (this.#map.empty.has(cell)) this.#map = without(this.#map, cell);
  }

  /** Distrusts the cells that have returned a group unknown to the API database. */
  distrustHolders(
    answers: readonly { cell: Cell; value: readonly { uuid: string }[] }[],
    known: ReadonlyMap<string, unknown>,
  ): void {
    for (const { cell, value } of answers) {
      if (value.some(({ uuid }) => !known.has(uuid))) this.distrust(cell);
    }
  }

  /** Closes the database of every cell for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#map.cells, ...this.#retired].map((cell) => cell.end()));
  }

  /** Milliseconds since the last check began. */
  get #age(): number {
    return performance.now() - this.#checkedAt;
  }

  /** Other reads use the previous map during a check. */
  get #isDue(): boolean {
    return !this.#checking && this.#age >= this.#recheckAfter;
  }

  #retire(cells: readonly Cell[]): void {
    for (const cell of cells) {
      this.#retired.add(cell);
      cell.retire();
    }
  }
}

/** @returns whether each cell is empty; leaves out a cell that cannot tell. */
async function askWhetherEmpty(
  cells: readonly Cell[],
  complete: ReadonlySet<Cell>,
): Promise<Map<Cell, boolean>> {
  const answers = new Map<Cell, boolean>();
  await eachCell(cells, async (cell) => {
    if (!complete.has(cell)) answers.set(cell, false);
    else {
      const holdsRows = await askOrPass(cell);
      if (holdsRows !== undefined) answers.set(cell, !holdsRows);
    }
  });
  return answers;
}

async function askOrPass(cell: Cell): Promise<boolean | undefined> {
  try {
    return await cell.ask(
      async (database) =>
        (await hasLiveRows(database)) ||
        ((await hasArchive(database)) && (await hasLiveRowsOfArchived(database))),
    );
  } catch (error) {
    if (CellbridgeError.isInstance(error)) return undefined;
    throw error;
  }
}
