import { type DialectName, openDatabase } from '@cellbridge/database';
import { syncSchema } from '@cellbridge/db-common';
import { apiSchema, cellSchema, type SchemaDefinition } from '@cellbridge/schema';
import type { Harness } from '../harness.js';
import { novaApiDatabase } from '../nova/api-database.js';
import { novaCellDatabase } from '../nova/cell-database.js';
import { type NovaRelease, USUAL_RELEASE } from '../nova/release.js';
import { openRaw } from '../raw/open-raw.js';
import type { RawDatabase } from '../raw/raw-database.js';
import { ApiDatabase } from './api-database.js';
import { CellDatabase } from './cell-database.js';

export interface TestDeploymentOptions {
  /** Default: the harness's dialect. */
  readonly api?: DialectName;
  /** How many cells of the harness's dialect, or the dialect of each. Default 1. */
  readonly cells?: number | readonly DialectName[];
  /**
   * Who made the databases: `cellbridge` (with everything that sync makes), `nova` (Nova's tables
   * alone, not synced), or `adopted` (Nova made them, then they were synced). Default `cellbridge`.
   */
  readonly madeBy?: 'cellbridge' | 'nova' | 'adopted';
  /** The encoding of PostgreSQL databases. Default: the server's. Ignored for others. */
  readonly encoding?: string;
  /** The release of Nova that made it, if one did. Default 26. */
  readonly release?: NovaRelease;
}

/** An API database and its cells, empty except for the cell mappings. */
export interface TestDeployment {
  readonly api: ApiDatabase;
  /** `cell1`, `cell2` and so on, by ascending uuid. */
  readonly cells: readonly CellDatabase[];
  /** The first of the cells. */
  readonly cell: CellDatabase;
}

/** Makes the databases of a deployment. The harness removes them. */
export async function createDeployment(
  harness: Harness,
  {
    api = harness.dialect,
    cells = 1,
    madeBy = 'cellbridge',
    encoding,
    release = USUAL_RELEASE,
  }: TestDeploymentOptions = {},
): Promise<TestDeployment> {
  const make = async (
    dialect: DialectName,
    nova: (dialect: DialectName, release: NovaRelease) => string[],
    schema: SchemaDefinition,
  ): Promise<RawDatabase> => {
    const kind = [schema.name, madeBy, release].join();
    const url = await harness.createFilledUrl({ dialect, kind, encoding }, async (url) => {
      if (madeBy !== 'cellbridge') {
        const raw = openRaw(url);
        for (const statement of nova(dialect, release)) await raw.query(statement);
        await raw.close();
      }
      if (madeBy !== 'nova') {
        await using database = await openDatabase(url);
        await syncSchema(database, schema);
      }
    });
    return harness.open(url);
  };
  const dialects = typeof cells === 'number' ? Array(cells).fill(harness.dialect) : cells;
  const [apiRaw, ...cellRaws] = await Promise.all([
    make(api, novaApiDatabase, apiSchema),
    ...dialects.map((dialect) => make(dialect, novaCellDatabase, cellSchema)),
  ]);
  const apiDatabase = new ApiDatabase(apiRaw, release);
  const cellDatabases = cellRaws.map(
    (raw, index) => new CellDatabase(cellUuid(index + 1), `cell${index + 1}`, raw),
  );
  await apiDatabase.addCellMappings(cellDatabases);
  const [cell] = cellDatabases;
  if (!cell) throw new Error('A deployment has one cell at least.');
  return { api: apiDatabase, cells: cellDatabases, cell };
}

function cellUuid(number: number): string {
  return `ce110000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
