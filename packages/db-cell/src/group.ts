/** A live group as a cell database holds it: its row, its live policies and members, from one snapshot. */
export interface CellGroup {
  /** The row's own id in the cell database. */
  readonly id: number;
  readonly uuid: string;
  readonly name: string | null;
  readonly userId: string | null;
  readonly projectId: string | null;
  /** `YYYY-MM-DD HH:MM:SS.ffffff`, UTC, as Nova stores it. */
  readonly createdAt: string | null;
  /** In the same form; `null` until the first change. */
  readonly updatedAt: string | null;
  /** In the order of their rows; Nova's `policy` is the first. A cell keeps no rules. */
  readonly policies: string[];
  /** Instance uuids, each once, in the order of their rows. */
  readonly members: string[];
}

/** The row's own columns, without policies and members. */
export type CellGroupRow = Omit<CellGroup, 'policies' | 'members'>;

/** The row's own columns that a caller may change; a key that is absent stays as it is. */
export type CellGroupChanges = Partial<Pick<CellGroup, 'name' | 'userId' | 'projectId'>>;

/**
 * Whose groups a query may see.
 * A project's id: that project's alone. `null`: everybody's, groups without a project included.
 */
export type ProjectScope = string | null;
