/** The form in which rows come back: as arrays of columns, or as objects by column name. */
export type Shape = 'arrays' | 'objects';

/** The answer of a database to a statement. */
export interface Answer {
  readonly rows: unknown[];
  /** How many rows it returned or changed. */
  readonly changed: number;
}

/** Sends one statement: everything else builds on it, in either dialect. */
export type Execute = (
  text: string,
  parameters: readonly unknown[],
  shape: Shape,
) => Promise<Answer>;
