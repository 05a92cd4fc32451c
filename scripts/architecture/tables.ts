import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What drizzle-kit keeps of a schema beside its migrations. */
interface Snapshot {
  readonly tables: Readonly<Record<string, Table>>;
}
interface Table {
  readonly name: string;
  readonly columns: Readonly<Record<string, { name: string; type: string; primaryKey: boolean }>>;
  readonly foreignKeys: Readonly<Record<string, { tableTo: string; columnsFrom: string[] }>>;
}

/** Draws the tables that the last migration leaves behind, as Mermaid's entities and relations. */
export function drawTables(migrations: string): string {
  const meta = join(migrations, 'meta');
  const last = readdirSync(meta)
    .filter((file) => file.endsWith('_snapshot.json'))
    .sort()
    .at(-1);
  const snapshot = JSON.parse(readFileSync(join(meta, last ?? ''), 'utf8')) as Snapshot;
  const tables = Object.values(snapshot.tables).sort((left, right) =>
    left.name < right.name ? -1 : 1,
  );
  const entities = tables.flatMap(({ name, columns }) => [
    `  ${name} {`,
    ...Object.values(columns).map((column) => {
      const [type] = column.type.split(' ');
      return `    ${type} ${column.name}${column.primaryKey ? ' PK' : ''}`;
    }),
    '  }',
  ]);
  const relations = tables.flatMap(({ name, foreignKeys }) =>
    Object.values(foreignKeys).map(
      ({ tableTo, columnsFrom }) => `  ${tableTo} ||--o{ ${name} : ${columnsFrom.join(', ')}`,
    ),
  );
  return ['```mermaid', 'erDiagram', ...entities, ...relations, '```'].join('\n');
}
