/** The form in which rows come back: as arrays of columns, or as objects by column name. */
export type Shape = 'arrays' | 'objects';

/** What a database says to a statement. */
export interface Answer {
  readonly rows: unknown[];
  /** How many rows it gave or changed. */
  readonly changed: number;
}

/** Sends one statement: what everything else is put over, in either dialect. */
export type Execute = (
  text: string,
  parameters: readonly unknown[],
  shape: Shape,
) => Promise<Answer>;
