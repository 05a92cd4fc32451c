/** A cell, as `cell_mappings` names it. */
export interface CellDocument {
  readonly uuid: string;
  readonly name: string | null;
  /** The URL of its database, without its password, or a sentence if there is none to show; `null` if none is mapped. */
  readonly database: string | null;
  /** Whether Nova schedules no new instances to it. */
  readonly disabled: boolean;
}

/** A cell that was deleted from `cell_mappings`. */
export interface DeletedCellDocument {
  readonly uuid: string;
  readonly name: string | null;
}
