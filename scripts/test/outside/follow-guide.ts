import { mkdir } from 'node:fs/promises';
import { useHarness } from '@cellbridge/testing';
import { beforeAll, expect, it } from 'vitest';
import type { Archives } from './archives.js';
import { readSections, type Section } from './page.js';
import { Reader } from './reader.js';

const READMES = ['database', 'schema', 'db-api', 'db-cell', 'objects', 'migrator'].map(
  (name) => `packages/${name}/README.md`,
);
const TIMEOUT_MS = 5 * 60_000;

/**
 * Follows the guide as it is written: each command is typed, each program saved and run, each output
 * compared. What differs is where our packages come from, and which databases are the reader's own.
 */
export function followGuide(where: () => { folder: string; archives: Archives }): void {
  const sections = readSections('docs/getting-started.md');
  const harness = useHarness('postgresql');
  let reader: Reader;

  beforeAll(async () => {
    const { folder, archives } = where();
    await mkdir(folder);
    const api = await harness.createDatabaseUrl();
    const cell = await harness.createDatabaseUrl();
    reader = new Reader(folder, (commands) =>
      archives
        .install(commands)
        .replaceAll('postgresql://nova:secret@localhost/nova_api', api)
        .replaceAll('postgresql://nova:secret@localhost/nova_cell1', cell),
    );
    // Where the driver has to be compiled, this takes a third of the time.
    await reader.type('export CFLAGS=-O0 CXXFLAGS=-O0');
  });

  const follow = async ({ blocks }: Section) => {
    for (const block of blocks) await reader.follow(block);
  };

  const named = sections.map((section) => [section.heading, section] as const);
  it.each(named)('%s', (_, section) => follow(section), TIMEOUT_MS);

  it('every program is well typed', () => reader.type('npx tsc'));

  it('it leads as far without PostgreSQL', async () => {
    const postgresql = sections.findIndex(({ heading }) => heading.includes('PostgreSQL'));
    expect(postgresql).toBeGreaterThan(0);
    await reader.type('unset CELLBRIDGE_API_DB');
    for (const section of sections.slice(postgresql + 1)) await follow(section);
  });

  it.each(READMES)('what %s begins with works there', async (readme) => {
    const [install, example] = readSections(readme)[0]?.blocks ?? [];
    await reader.type(install?.text ?? '');
    await reader.save('example.ts', example?.text ?? '');
    expect(await reader.type('npx tsx example.ts')).not.toBe('');
  });
}
