/** A group as the API database holds it: its row, its policies and its members, from one snapshot. */
export interface ApiGroup {
  /** The row's own id in the API database. */
  readonly id: number;
  readonly uuid: string;
  readonly name: string | null;
  readonly userId: string | null;
  readonly projectId: string | null;
  /** `YYYY-MM-DD HH:MM:SS.ffffff`, UTC, as Nova stores it. */
  readonly createdAt: string | null;
  /** In the same form; `null` until the first change. */
  readonly updatedAt: string | null;
  /** In the order of their rows; Nova's `policy` is the first. */
  readonly policies: string[];
  /** Of the first policy row that has any: whole numbers by name; `{}` where there are none. */
  readonly rules: Record<string, number>;
  /** The text of the rules where it is not a JSON object of whole numbers; `rules` has those that are. */
  readonly unreadableRules?: string;
  /** Instance uuids, each once, in the order of their rows. */
  readonly members: string[];
}

/** What {@link insertGroup} writes. */
export type NewApiGroup = Omit<ApiGroup, 'id' | 'updatedAt' | 'unreadableRules'>;

/** The row's own columns that a caller may change; a key that is absent stays as it is. */
export type ApiGroupChanges = Partial<Pick<ApiGroup, 'name' | 'userId' | 'projectId'>>;

/**
 * Whose groups a query may see.
 * A project's id: that project's alone. `null`: everybody's, groups without a project included.
 */
export type ProjectScope = string | null;
