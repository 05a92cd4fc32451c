import type { Grants, PlaceRow, Reader, TableRow } from '@cellbridge/database';
import type { Right } from '@cellbridge/schema';

const RIGHTS: readonly Right[] = ['select', 'insert', 'update', 'delete'];

/** A table as statements find it by its name. */
export interface FoundTable {
  readonly name: string;
  /** With its schema, as a statement has to write it. */
  readonly fullName: string;
  readonly schema: string;
  /** `table`, or what it is instead, such as `a view`. */
  readonly kind: string;
  readonly owner: string;
  readonly isOwned: boolean;
  /** Whether the user may create something in its schema. */
  readonly mayCreate: boolean;
  /** What the user may not do with its rows. */
  readonly refused: ReadonlySet<Right>;
  /** Its sequences that the user may not use. */
  readonly refusedSequences: readonly string[];
  readonly columns: ReadonlySet<string>;
  readonly indexes: ReadonlyMap<string, FoundIndex>;
}

/** An index of a table. */
interface FoundIndex {
  readonly fullName: string;
  /** False for one left by a failed build. */
  readonly isValid: boolean;
}

/** What a database reports about some tables, and about the user. */
export interface Catalogue {
  /** By their names, without missing ones. */
  readonly tables: ReadonlyMap<string, FoundTable>;
  /** Tables of the same names that they hide: `table_name`, `full_name`. */
  readonly hidden: readonly NamedRow[];
  /** Tables on the search path whose schema the user may not use: `table_name`, `schema_name`. */
  readonly outOfReach: readonly { readonly table_name: string; readonly schema_name: string }[];
  readonly user: string;
  /** The statements with which an owner grants what the user lacks. */
  readonly grants: Grants;
  /** The schema for new tables, if there is one. */
  readonly schema: string | null;
  readonly mayCreate: boolean;
  /** Whether a table that is not shown does not exist: a server may hide those on which the user has no right. */
  readonly seesAll: boolean;
}

interface NamedRow {
  readonly table_name: string;
  readonly full_name: string;
}

/** Reads tables from the catalogue of a database, by the names that statements use. */
export async function readCatalogue(
  reader: Pick<Reader, 'all' | 'dialect'>,
  names: readonly string[],
): Promise<Catalogue> {
  const inspection = reader.dialect.inspection;
  const { shared } = inspection;
  const tableRows = await reader.all<TableRow>(inspection.tables(names));
  const columnRows = await reader.all<{ table_name: string; column_name: string }>(
    inspection.columns(names),
  );
  const indexRows = await reader.all<IndexRow>(inspection.indexes(names));
  const [place] = await reader.all<PlaceRow>(inspection.place);
  const refusedSequences = shared ? await reader.all<NamedRow>(shared.refusedSequences(names)) : [];
  const ofTable = <Row extends { table_name: string }>(rows: readonly Row[], name: string) =>
    rows.filter(({ table_name }) => table_name === name);
  const tables = tableRows.map((row): FoundTable => {
    const name = row.table_name;
    const columns = ofTable(columnRows, name).map(({ column_name }) => column_name);
    const indexes = ofTable(indexRows, name).map((index): [string, FoundIndex] => [
      index.name,
      { fullName: index.full_name, isValid: Boolean(index.is_valid) },
    ]);
    return {
      name,
      fullName: row.full_name,
      schema: row.schema_name,
      kind: row.kind,
      owner: row.owner,
      isOwned: Boolean(row.is_owned),
      mayCreate: Boolean(row.may_create),
      refused: new Set(RIGHTS.filter((right) => !row[`may_${right}`])),
      refusedSequences: ofTable(refusedSequences, name).map(({ full_name }) => full_name),
      columns: new Set(columns),
      indexes: new Map(indexes),
    };
  });
  return {
    // In the order of the names, whatever the query plan.
    tables: new Map(
      names
        .flatMap((name) => tables.filter((table) => table.name === name))
        .map((table) => [table.name, table]),
    ),
    hidden: shared ? await reader.all(shared.hidden(names)) : [],
    outOfReach: shared ? await reader.all(shared.outOfReach(names)) : [],
    user: place?.user_name ?? '',
    grants: inspection.grants,
    schema: place?.schema_name ?? null,
    mayCreate: Boolean(place?.may_create),
    seesAll: Boolean(place?.sees_all),
  };
}

interface IndexRow extends NamedRow {
  readonly name: string;
  readonly is_valid: boolean | number;
}
