/** What SQLAlchemy writes differently for each dialect when Nova creates its tables. */
export interface NovaWords {
  readonly dateTime: string;
  readonly id: string;
  readonly ipAddress: string;
  /** The type of `instances.locked_by`. */
  readonly lockedBy: string;
  /** Statements that go before the tables. */
  readonly before: readonly string[];
}
