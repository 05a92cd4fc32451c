import { Column, getTableName, is, SQL, Subquery } from 'drizzle-orm';

interface Decoder {
  mapFromDriverValue(value: unknown): unknown;
}

/** A column of a query as Drizzle describes it: its place in a row, and its source. */
export interface SelectedField {
  readonly path: string[];
  readonly field: Column | SQL | SQL.Aliased | Subquery;
}

/** For each joined table, by its name: whether each row of the query has one of its rows. */
export type NotNullable = Readonly<Record<string, boolean>>;

type MapRows = (rows: unknown[][]) => unknown[];

/**
 * Finds out once how the rows of a query are made from the driver's: doing so for each row would take much of
 * the time of a short query. A joined table without a row is null as a whole; it has none if every column is
 * null.
 */
export function rowMapper(
  fields: readonly SelectedField[] | undefined,
  notNullable: NotNullable | undefined,
): MapRows {
  if (!fields) return (rows) => rows;
  const decoders = fields.map(({ field }) => decoderOf(field));
  if (fields.every(({ path }) => path.length === 1)) {
    return flatMapper(
      fields.map(({ path }) => path[0] as string),
      decoders,
    );
  }
  const paths = fields.map(({ path }) => path);
  const nullable = notNullable ? nullableTables(fields, notNullable) : [];
  return (rows) =>
    rows.map((row) => {
      const result = nest(paths, decode(row, decoders));
      for (const { name, columns } of nullable) {
        if (columns.every((column) => row[column] === null)) result[name] = null;
      }
      return result;
    });
}

function flatMapper(names: readonly string[], decoders: readonly Decoder[]): MapRows {
  return (rows) =>
    rows.map((row) => {
      const result: Record<string, unknown> = {};
      for (let column = 0; column < names.length; column += 1) {
        const value = row[column];
        result[names[column] as string] =
          value === null ? null : (decoders[column] as Decoder).mapFromDriverValue(value);
      }
      return result;
    });
}

function decode(row: readonly unknown[], decoders: readonly Decoder[]): unknown[] {
  return decoders.map((decoder, column) =>
    row[column] === null ? null : decoder.mapFromDriverValue(row[column]),
  );
}

function nest(paths: readonly string[][], values: readonly unknown[]): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  paths.forEach((path, column) => {
    let node = result;
    for (const name of path.slice(0, -1)) {
      node[name] ??= {};
      node = node[name] as Record<string, unknown>;
    }
    node[path.at(-1) as string] = values[column];
  });
  return result;
}

/** Returns the objects of a row that belong to a table which may have no row, with the table's columns. */
function nullableTables(fields: readonly SelectedField[], notNullable: NotNullable) {
  const objects = new Map<string, { columns: number[]; tables: Set<string | undefined> }>();
  fields.forEach(({ path, field }, column) => {
    const [name] = path;
    if (name === undefined || path.length < 2) return;
    const object = objects.get(name) ?? { columns: [], tables: new Set() };
    object.columns.push(column);
    object.tables.add(is(field, Column) ? getTableName(field.table) : undefined);
    objects.set(name, object);
  });
  return [...objects]
    .filter(([, { tables }]) => {
      const [table] = tables;
      return tables.size === 1 && table !== undefined && !notNullable[table];
    })
    .map(([name, { columns }]) => ({ name, columns }));
}

/** Drizzle keeps the decoder of an expression private. */
function decoderOf(field: SelectedField['field']): Decoder {
  if (is(field, Column)) return field;
  if (is(field, SQL)) return (field as unknown as { decoder: Decoder }).decoder;
  const { sql } = is(field, Subquery) ? field._ : field;
  return (sql as unknown as { decoder: Decoder }).decoder;
}
