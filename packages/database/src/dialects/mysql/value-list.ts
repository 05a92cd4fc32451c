/** The text of one value in a list, around its placeholder: `?`, or `convert(? using utf8mb3)`. */
export type ItemText = (value: string | number) => string;

/**
 * The values of an `in` as one parameter, which is rendered and sent as a placeholder for each value. Drizzle takes
 * longer to put a long list together value by value than a server to find the rows.
 */
export class ValueList {
  readonly values: readonly (string | number)[];
  readonly #itemText: ItemText;

  constructor(values: readonly (string | number)[], itemText: ItemText) {
    this.values = values;
    this.#itemText = itemText;
  }

  /** The list in a statement, without parentheses. */
  get text(): string {
    return this.values.map(this.#itemText).join(', ');
  }
}

/** Returns parameters with the values of lists in their places. */
export function withoutLists(parameters: readonly unknown[]): readonly unknown[] {
  if (!parameters.some((value) => value instanceof ValueList)) return parameters;
  return parameters.flatMap<unknown>((value) =>
    value instanceof ValueList ? value.values : [value],
  );
}
