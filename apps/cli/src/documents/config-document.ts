/** A URL in use. */
export interface ShownSetting {
  /** Without its password. */
  readonly url: string;
  /** Where it comes from: an option, a variable, or a file with the name of its key. */
  readonly from: string;
}

/** A cell whose URL was given beside `cell_mappings`. */
export interface ShownCell extends ShownSetting {
  readonly name: string;
}

/** The settings in use. */
export interface ConfigDocument {
  /** The API database; `null` if there is none. */
  readonly apiDb: ShownSetting | null;
  /** What fills URL templates of `cell_mappings`; `null` if it is not given. */
  readonly novaConnection: ShownSetting | null;
  /** The cells of `--cell-db` or `CELLBRIDGE_CELL_DBS`. */
  readonly cells: readonly ShownCell[];
}
