import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { run } from '../run.js';

/** Copies what git tracks, as it is in the work tree, so that a rehearsal changes nothing here. */
export async function copyWorkspace(root: string, copy: string, signal: AbortSignal) {
  const files = await run({ folder: root, signal }, 'git', 'ls-files', '-z');
  for (const file of files.split('\0').filter((name) => name !== '')) {
    await mkdir(dirname(join(copy, file)), { recursive: true });
    await cp(join(root, file), join(copy, file), { verbatimSymlinks: true });
  }
}

/** Adds a migration, as the next release may bring one: a table, in both kinds of API database. */
export async function addMigration(
  workspace: string,
  { tag, table }: { tag: string; table: string },
  signal: AbortSignal,
): Promise<void> {
  for (const dialect of ['sqlite', 'postgresql']) {
    const folder = join(workspace, 'packages/schema/migrations/api', dialect);
    const file = join(folder, 'meta/_journal.json');
    const journal = JSON.parse(await readFile(file, 'utf8')) as { entries: object[] };
    journal.entries.push({
      idx: journal.entries.length,
      version: '7',
      when: 0,
      tag,
      breakpoints: true,
    });
    await writeFile(file, JSON.stringify(journal, null, 2));
    await writeFile(
      join(folder, `${tag}.sql`),
      `CREATE TABLE ${table} (id integer PRIMARY KEY);\n`,
    );
  }
  const embed = ['--no-install', 'tsx', 'packages/schema/generate/embed-migrations.ts'];
  await run({ folder: workspace, signal }, 'npx', ...embed);
}
