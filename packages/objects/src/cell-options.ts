import type { OpenOptions } from '@cellbridge/db-api';

/** What an application may say of a cell instead of leaving it to `cell_mappings`. */
export interface CellOptions {
  readonly uuid: string;
  readonly name: string | null;
  /**
   * The URL of the cell's database; its password reaches no message. `null`, as in a cell mapping
   * that names no database: the cell is unavailable.
   */
  readonly url: string | null;
}

/** How the cells of a deployment are opened and asked. */
export interface CellSettings {
  /** Milliseconds that a read waits for a cell. */
  readonly cellTimeout: number;
  /** How its database is opened. */
  readonly openOptions: OpenOptions;
  /** The URL of the API database, which no cell can have. */
  readonly apiUrl: string;
}
