import { fillPlaceholders, is, Param, Placeholder } from 'drizzle-orm';
import type { Execute } from '../execute.js';
import { type NotNullable, rowMapper, type SelectedField } from './map-rows.js';

/** A query of Drizzle's, ready to run many times over any connection of its dialect. */
export class CompiledQuery<Row = unknown> {
  readonly #text: string;
  readonly #parameters: unknown[];
  readonly #hasPlaceholders: boolean;
  readonly #map: (rows: unknown[][]) => unknown[];

  constructor(
    query: { readonly sql: string; readonly params: unknown[] },
    fields: readonly SelectedField[] | undefined,
    notNullable: NotNullable | undefined,
  ) {
    this.#text = query.sql;
    this.#parameters = query.params;
    this.#hasPlaceholders = query.params.some(
      (parameter) => is(parameter, Placeholder) || is(parameter, Param),
    );
    this.#map = rowMapper(fields, notNullable);
  }

  /**
   * Runs it with values for its placeholders.
   *
   * @param execute that of the reader it runs on; that of a whole database is made by `OpenedDatabase`.
   */
  async run(execute: Execute, values: Record<string, unknown> = {}): Promise<Row[]> {
    const parameters = this.#hasPlaceholders
      ? fillPlaceholders(this.#parameters, values)
      : this.#parameters;
    const { rows } = await execute(this.#text, parameters, 'arrays');
    return this.#map(rows as unknown[][]) as Row[];
  }
}
