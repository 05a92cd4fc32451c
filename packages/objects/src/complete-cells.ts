/**
 * Which cells there are, and which of them need not be asked any more.
 *
 * A cell need not be asked if its progress row says `complete`, and the cell itself has answered that
 * it holds no live row. It is asked for that when the deployment is opened, and once in a while
 * (`recheckAfter`) by the read that comes first then; the map of cells is read again with it. Meanwhile
 * other reads go on with the answer of before; the new one takes its place as a whole.
 *
 * Guaranteed: a cell that has never answered, or in which a live group was seen since the question
 * began, is asked by every read; so it is never taken for empty while it is down. Not guaranteed: a
 * group that a writer who does not know of the move makes in a complete cell, or in a cell that is
 * mapped anew, may not be found before the next such question.
 */
import { type ApiDatabase, CellbridgeError, ClosedError, listProgress } from '@cellbridge/db-api';
import { hasArchive, hasLiveRows, hasLiveRowsOfArchived } from '@cellbridge/db-cell';
import type { Cell } from './cell.js';
import { type CellMap, cellMap, without } from './cell-map.js';
import type { CellSource } from './cell-source.js';
import { eachCell } from './each-cell.js';

/** The name of the migration that moves instance groups, as Nova calls it. */
export const INSTANCE_GROUPS_MIGRATION = 'migrate_instance_groups_to_api_db';

/** Milliseconds after which the map of cells is read again where every cell is asked at every read. */
const REMAP_AFTER = 30_000;

export class CompleteCells {
  readonly #api: ApiDatabase;
  readonly #source: CellSource;
  readonly #recheckAfter: number;
  readonly #asksAlways: boolean;
  #map = cellMap([]);
  #checkedAt = Number.NEGATIVE_INFINITY;
  #isChecking = false;
  #isClosed = false;
  /** Cells in which a live group was seen since the last question began. */
  #distrusted = new Set<Cell>();
  /** Cells that are mapped no more. */
  readonly #retired = new Set<Cell>();

  /** @param recheckAfter milliseconds; 0 asks every cell at every read. */
  constructor(api: ApiDatabase, source: CellSource, recheckAfter: number) {
    this.#api = api;
    this.#source = source;
    this.#asksAlways = recheckAfter === 0;
    this.#recheckAfter = recheckAfter || REMAP_AFTER;
  }

  /** What is known now. */
  get map(): CellMap {
    return this.#map;
  }

  /** What is known, found out anew if a re-check is due; sends statements only then. */
  async current(): Promise<CellMap> {
    if (this.#isClosed) throw new ClosedError('The deployment is closed; open it again.');
    if (this.#isDue) await this.check();
    return this.#map;
  }

  /**
   * The cells that a read has to ask, sorted by uuid. Sends statements only when a re-check is due.
   *
   * @param before What was known before the read looked into the API database. A cell that has become
   * complete since then may have held the group during that look.
   */
  async toAsk(before = this.#map): Promise<readonly Cell[]> {
    const now = await this.current();
    if (now === before) return now.toAsk;
    return now.cells.filter((cell) => !(before.empty.has(cell) && now.empty.has(cell)));
  }

  /** Finds out anew which cells there are and which of them are empty, and believes it from then on. */
  async check(): Promise<void> {
    const checkedAt = performance.now();
    const distrusted = new Set<Cell>();
    this.#distrusted = distrusted;
    this.#isChecking = true;
    try {
      const cells = await this.#source(this.#map.cells);
      const answers = await this.#askWhetherEmpty(cells);
      const before = this.#map;
      const isEmpty = (cell: Cell) => answers.get(cell) ?? before.empty.has(cell);
      this.#map = cellMap(
        cells,
        cells.filter((cell) => isEmpty(cell) && !distrusted.has(cell)),
      );
      this.#checkedAt = checkedAt;
      this.#retire(before.cells.filter((cell) => !cells.includes(cell)));
    } finally {
      this.#isChecking = false;
    }
  }

  /** A live group was seen in a cell: it is asked until it has answered, later on, that it is empty. */
  distrust(cell: Cell): void {
    this.#distrusted.add(cell);
    if (this.#map.empty.has(cell)) this.#map = without(this.#map, cell);
  }

  /** Distrusts the cells that have answered with a group of which the API database does not know. */
  distrustHolders(
    answers: readonly { cell: Cell; value: readonly { uuid: string }[] }[],
    known: ReadonlyMap<string, unknown>,
  ): void {
    for (const { cell, value } of answers) {
      if (value.some(({ uuid }) => !known.has(uuid))) this.distrust(cell);
    }
  }

  /** Closes the database of every cell, for good. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#map.cells, ...this.#retired].map((cell) => cell.end()));
  }

  /** Others that come while the question is being asked go on with the answer of before. */
  get #isDue(): boolean {
    return !this.#isChecking && performance.now() - this.#checkedAt >= this.#recheckAfter;
  }

  /** @returns for each cell whether it is empty; one that cannot say so is not in it. */
  async #askWhetherEmpty(cells: readonly Cell[]): Promise<Map<Cell, boolean>> {
    const complete = this.#asksAlways ? new Set() : await this.#readComplete();
    const answers = new Map<Cell, boolean>();
    await eachCell(cells, async (cell) => {
      if (!complete.has(cell.uuid)) answers.set(cell, false);
      else {
        const holdsRows = await askOrPass(cell);
        if (holdsRows !== undefined) answers.set(cell, !holdsRows);
      }
    });
    return answers;
  }

  async #readComplete(): Promise<Set<string>> {
    const progress = await listProgress(this.#api, INSTANCE_GROUPS_MIGRATION);
    const complete = progress.filter(({ state }) => state === 'complete');
    return new Set(complete.map(({ cellUuid }) => cellUuid));
  }

  #retire(cells: readonly Cell[]): void {
    for (const cell of cells) {
      this.#retired.add(cell);
      cell.retire();
    }
  }
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
