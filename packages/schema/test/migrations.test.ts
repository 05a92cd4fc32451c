import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { migrationsFolder, readSqlMigrations } from '../generate/read-sql-migrations.js';
import { apiSchema, cellSchema } from '../src/index.js';

const FOLDER = fileURLToPath(new URL('..', import.meta.url));
const KIT = join(FOLDER, 'node_modules/.bin/drizzle-kit');

describe('drizzle-kit finds nothing in the tables that the SQL migrations lack', () => {
  let copies: string;
  beforeAll(async () => {
    copies = await mkdtemp(join(tmpdir(), 'cellbridge-migrations-'));
  });
  afterAll(() => rm(copies, { recursive: true }));

  test.each([
    ['api', 'sqlite'],
    ['api', 'postgresql'],
    ['cell', 'sqlite'],
    ['cell', 'postgresql'],
  ])('%s on %s', async (database, dialect) => {
    const copy = join(copies, `${database}-${dialect}`);
    await cp(migrationsFolder(database, dialect), copy, { recursive: true });
    const before = await readdir(copy, { recursive: true });
    const schema = `--schema=generate/${database}-${dialect}.ts`;
    const run = promisify(execFile);
    // drizzle-kit takes any path as relative.
    const out = `--out=${relative(FOLDER, copy)}`;
    const options = ['generate', `--dialect=${dialect}`, schema, out];
    const { stdout } = await run(KIT, options, { cwd: FOLDER });
    expect(stdout).toContain('No schema changes');
    expect(await readdir(copy, { recursive: true })).toEqual(before);
  });
});

test.each([apiSchema, cellSchema])(
  'the SQL is in the code, after "pnpm generate": $name',
  (schema) => {
    for (const [dialect, migrations] of Object.entries(schema.migrations)) {
      expect(migrations).toEqual(readSqlMigrations(schema.name, dialect));
    }
  },
);
