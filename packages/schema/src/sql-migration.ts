/** One SQL migration: drizzle-kit wrote it, or somebody by hand for MySQL. */
export interface SqlMigration {
  /** The name of its file, such as `0000_nova`: recorded in the database. */
  readonly tag: string;
  /** Its statements, with `--> statement-breakpoint` between them. */
  readonly text: string;
}

/** The migrations of both schemas in one dialect. */
export type DialectMigrations = Readonly<Record<'api' | 'cell', readonly SqlMigration[]>>;
