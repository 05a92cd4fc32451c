/** What SQLAlchemy writes differently for each dialect when Nova creates its tables. */
export interface NovaWords {
  readonly dateTime: string;
  readonly id: string;
  /** For texts that Nova allows to be longer than 64 KiB. */
  readonly mediumText: string;
  readonly ipAddress: string;
  /** The type of `instances.locked_by`. */
  readonly lockedBy: string;
  /** What follows the columns of a table. */
  readonly tableOptions: string;
  /** Statements that go before the tables. */
  readonly before: readonly string[];
}
