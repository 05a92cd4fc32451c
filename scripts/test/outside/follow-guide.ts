import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { useHarness } from '@cellbridge/testing';
import { beforeAll, expect, it } from 'vitest';
import { run } from '../../run.js';
import type { Archives } from './archives.js';
import { type Block, readSections, type Section } from './page.js';

const READMES = ['database', 'schema', 'db-common', 'db-api', 'db-cell', 'objects', 'migrator'].map(
  (name) => `packages/${name}/README.md`,
);
const TIMEOUT_MS = 5 * 60_000;

/**
 * Follows the guide as it is written, in a folder: commands are typed into one shell, a program goes into the
 * file that its first line names, and a text is what the commands before it print, with `…` for what nobody can
 * foretell. What differs is where our packages come from, and which databases are the reader's own.
 */
export function followGuide(where: () => { folder: string; archives: Archives }): void {
  const sections = readSections('docs/getting-started.md');
  const harness = useHarness('postgresql');
  let change: (commands: string) => string;
  let printed = '';

  beforeAll(async () => {
    const { folder, archives } = where();
    await mkdir(folder);
    const api = await harness.createDatabaseUrl();
    const cell = await harness.createDatabaseUrl();
    change = (commands) =>
      archives
        .install(commands)
        .replaceAll('postgresql://nova:secret@localhost/nova_api', api)
        .replaceAll('postgresql://nova:secret@localhost/nova_cell1', cell);
    // Where the driver has to be compiled, this takes a third of the time.
    await type('export CFLAGS=-O0 CXXFLAGS=-O0');
  });

  async function type(commands: string): Promise<void> {
    const { folder } = where();
    const kept = `${folder}.environment`;
    const script = `[ ! -e '${kept}' ] || . '${kept}'
${change(commands)}
{ export -p; printf 'cd %q\\n' "$PWD"; } > '${kept}'`;
    printed = await run(folder, 'bash', '-e', '-u', '-o', 'pipefail', '-c', script);
  }

  const save = (file: string, text: string) => writeFile(join(where().folder, file), text);

  async function followBlock({ language, text }: Block): Promise<void> {
    if (language === 'sh') return type(text);
    if (language === 'text') return expect(printed.replace(/ +$/gm, '')).toMatch(patternOf(text));
    const [, file] = /^\/\/ (\S+\.(?:ts|js|json))\n/.exec(text) ?? [];
    if (file === undefined) throw new Error(`A program begins with the name of its file:\n${text}`);
    return save(file, text);
  }

  async function follow({ blocks }: Section): Promise<void> {
    for (const block of blocks) await followBlock(block);
  }

  const named = sections.map((section) => [section.heading, section] as const);
  it.each(named)('%s', (_, section) => follow(section), TIMEOUT_MS);

  it('every program is well typed', () => type('npx tsc'));

  it('it leads as far without PostgreSQL', async () => {
    const postgresql = sections.findIndex(({ heading }) => heading.includes('PostgreSQL'));
    expect(postgresql).toBeGreaterThan(0);
    await type('unset CELLBRIDGE_API_DB');
    for (const section of sections.slice(postgresql + 1)) await follow(section);
  });

  const followReadme = async (readme: string) => {
    const [install, example] = readSections(readme)[0]?.blocks ?? [];
    await type(install?.text ?? '');
    await save('example.ts', example?.text ?? '');
    await type('npx tsx example.ts');
    expect(printed).not.toBe('');
  };
  it.each(READMES)('what %s begins with works there', followReadme, TIMEOUT_MS);
}

function patternOf(text: string): RegExp {
  const parts = text.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*?')}$`);
}
