/**
 * What somebody meets who installs the packages: each example, and the guide, outside the workspace,
 * with the archives as they would be published.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { catalogueOf, createDeployment, useHarness } from '@cellbridge/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pnpm, run } from '../run.js';
import { type Archives, packArchives } from './outside/archives.js';
import { followGuide } from './outside/follow-guide.js';
import { readSections } from './outside/page.js';
import { tryCommands } from './outside/try-commands.js';

const EXAMPLES = ['http-api', 'own-migration', 'scheduler-filter', 'schema-alone'];
/** What runs an example in a clone of this repository. */
const START = 'npx --yes pnpm@12.21.0 start';
const MINUTE_MS = 60_000;

const RUNS_DRIVER_13 = Number.parseInt(process.versions.node, 10) >= 22;
/** The driver of SQLite for this Node.js. */
const FITTING = RUNS_DRIVER_13 ? '^13.0.0' : '^12.0.0';

/** What a program asks by itself: with the verbs of Drizzle's and its operators, and in SQL. */
const OWN_QUERIES = `
import { openApiDatabase, syncApiDatabase } from '@cellbridge/db-api';
import { apiTables } from '@cellbridge/schema';
import { and, eq, inArray, sql } from 'drizzle-orm';

const database = await openApiDatabase('sqlite:///api.sqlite', { create: true });
await syncApiDatabase(database);
const { instanceGroups, instanceGroupPolicy } = apiTables(database.dialect.name);
await database.transaction(async (transaction) => {
  await transaction.insert(instanceGroups).values({ uuid: 'a', name: 'web' });
  await transaction.insert(instanceGroupPolicy).values({ groupId: 1, policy: 'affinity' });
});
const groups: { name: string | null; policy: string | null }[] = await database
  .select({ name: instanceGroups.name, policy: instanceGroupPolicy.policy })
  .from(instanceGroups)
  .leftJoin(instanceGroupPolicy, eq(instanceGroupPolicy.groupId, instanceGroups.id))
  .where(and(eq(instanceGroups.uuid, 'a'), inArray(instanceGroups.id, [1, 2])));
const counts = await database.all(sql\`select count(*) as count from \${instanceGroups}\`);
console.log(groups, counts);
await database.close();
`;

let outside: string;
let archives: Archives;

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'cellbridge-consumers-'));
  archives = await packArchives(process.cwd(), outside);
  for (const name of EXAMPLES) {
    const filter = (file: string) => !file.includes('node_modules');
    await cp(exampleOf(name), join(outside, name), { recursive: true, filter });
    const manifest = JSON.parse(await readFile(join(exampleOf(name), 'package.json'), 'utf8'));
    // Its tests are run in the workspace.
    await install(join(outside, name), { ...manifest, devDependencies: {} });
  }
}, 10 * MINUTE_MS);

afterAll(() => rm(outside, { recursive: true, force: true }));

function exampleOf(name: string): string {
  return join(process.cwd(), 'examples', name);
}

/** Makes a project: our packages come from their archives. @param driver of SQLite. */
async function install(folder: string, manifest: object, driver = FITTING): Promise<void> {
  await mkdir(join(folder, 'src'), { recursive: true });
  const writeJson = (file: string, value: object) =>
    writeFile(join(folder, file), JSON.stringify(value));
  const tools = { typescript: '~5.9.0', '@types/node': '^20.0.0', tsx: '^4.20.0' };
  await writeJson('package.json', { type: 'module', ...manifest, devDependencies: tools });
  // YAML is a superset of JSON.
  await writeJson('pnpm-workspace.yaml', {
    overrides: { ...archives.urls, 'better-sqlite3': driver },
    allowBuilds: { 'better-sqlite3': true, esbuild: true },
  });
  await pnpm(folder, 'install', '--prefer-offline');
}

async function checkTypes(folder: string, module: string, moduleResolution: string) {
  // What `tsc --init` chooses; Drizzle's declarations name drivers that nobody has all of.
  const usual = { strict: true, skipLibCheck: true, target: 'es2023', lib: ['esnext'] };
  const compilerOptions = { ...usual, noEmit: true, types: ['node'], moduleResolution, module };
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['src'] }),
  );
  await run(folder, 'npx', '--no-install', 'tsc');
}

/** Runs a program of TypeScript in a folder. */
async function runProgram(folder: string, text: string): Promise<string> {
  await writeFile(join(folder, 'src/program.ts'), text);
  return run(folder, 'npx', '--no-install', 'tsx', 'src/program.ts');
}

it.each(EXAMPLES)('%s has types, outside the workspace', async (name) => {
  await checkTypes(join(outside, name), 'node16', 'node16');
  await checkTypes(join(outside, name), 'preserve', 'bundler');
});

it.each(EXAMPLES)('the README of %s begins with how to run it', (name) => {
  const [first] = readSections(join(exampleOf(name), 'README.md'));
  expect(first?.blocks[0]).toEqual({ language: 'sh', text: `${START}\n` });
});

describe.each([
  ['in the workspace', exampleOf, START],
  ['outside the workspace', (name: string) => join(outside, name), 'npm run --silent start'],
])('each example, %s', (_where, folderOf, command) => {
  const start = (name: string) => run(folderOf(name), 'sh', '-c', command);
  const harness = useHarness('postgresql');

  it('runs a migration of the program’s own beside ours', async () => {
    const found = (await start('own-migration')).match(/^fold_notes_into_remarks: .*$/gm);

    expect(found).toEqual(
      [100, 100, 50, 0].map((count) => `fold_notes_into_remarks: ${count}, ${count}`),
    );
  });

  it('filters hosts', async () => {
    expect(await start('scheduler-filter')).toBe(
      [
        'affinity: host1, host2',
        'anti-affinity: host3',
        'anti-affinity, 2 a host: host1, host3',
        'soft-affinity: host2, host1, host3',
        'soft-anti-affinity: host3, host1, host2',
        '',
      ].join('\n'),
    );
  });

  it('makes SQL of the schema alone', async () => {
    const output = await start('schema-alone');

    expect(output).toContain('inner join "instance_groups" on');
    const folder = join(folderOf('schema-alone'), 'drizzle');
    const [file] = (await readdir(folder)).filter((entry) => entry.endsWith('.sql'));
    const statements = await readFile(join(folder, file ?? ''), 'utf8');
    expect(statements.match(/CREATE TABLE .*(?= )/g)).toEqual(['CREATE TABLE "program"."remarks"']);
    expect(statements).toContain('REFERENCES "public"."instance_groups"("id")');
    await rm(folder, { recursive: true });
  });

  it('pushes a table of the program’s own, and leaves those of Nova as they are', async () => {
    const { api } = await createDeployment(harness);
    const state = async () => [await catalogueOf(api.raw), await api.content()];
    const before = await state();
    const folder = folderOf('schema-alone');
    const push = `CELLBRIDGE_API_DB='${api.url}' ${command.replace(/start$/, 'push')}`;
    await run(folder, 'sh', '-c', push);
    expect(await state()).toEqual(before);
    expect(await api.raw.query('SELECT * FROM program.remarks')).toEqual([]);
    expect(await run(folder, 'sh', '-c', push)).toContain('No changes detected');
  });

  // Its own tests are about the details.
  it('answers over HTTP, and ends gracefully', async () => {
    const api = `sqlite:///${await mkdtemp(join(outside, 'service-'))}/groups.sqlite`;
    const service = spawn('sh', ['-c', command], {
      cwd: folderOf('http-api'),
      env: { ...process.env, CELLBRIDGE_API_DB: api, PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: true,
    });
    let output = '';
    try {
      const [line] = await once(service.stdout.setEncoding('utf8'), 'data');
      service.stdout.on('data', (text) => {
        output += text;
      });
      const url = `${/http:\S+?(?=;)/.exec(line)}/v2.1/os-server-groups`;
      const who = { 'x-user-id': 'ada', 'x-project-id': 'engines' };
      const body = JSON.stringify({ server_group: { name: 'web', policies: ['affinity'] } });
      const headers = { ...who, 'content-type': 'application/json' };
      expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200);
      const listed = await fetch(url, { headers: who });
      expect(await listed.json()).toMatchObject({ server_groups: [{ name: 'web' }] });
    } finally {
      // The whole process group: the shell, npm, and the service.
      process.kill(-(service.pid ?? 0), 'SIGTERM');
    }
    await once(service, 'close');
    expect(output).toBe('Stopped: every request was answered.\n');
  });
});

it('says which driver is missing', async () => {
  const program = `import { openApiDatabase } from '@cellbridge/db-api';
    await openApiDatabase('postgresql://127.0.0.1/nova_api').catch((error) => console.log(error.code, error.message));`;
  expect(await runProgram(join(outside, 'own-migration'), program)).toMatch(
    /^DRIVER_MISSING .*npm install pg/,
  );
});

describe.each(['0.44.0', '^0.45.0'])('with drizzle-orm %s', (version) => {
  it(
    'has one copy, types that fit, and answers',
    async () => {
      const folder = join(outside, `drizzle-${version}`);
      const names = ['db-api', 'db-cell', 'schema'].map((name) => `@cellbridge/${name}`);
      const dependencies = Object.fromEntries(
        [...names, 'better-sqlite3'].map((name) => [name, '*']),
      );
      await install(folder, { dependencies: { ...dependencies, 'drizzle-orm': version } });
      expect(await runProgram(folder, OWN_QUERIES)).toBe(
        "[ { name: 'web', policy: 'affinity' } ] [ { count: 1 } ]\n",
      );
      await checkTypes(folder, 'nodenext', 'nodenext');
      const packages = await readdir(join(folder, 'node_modules/.pnpm'));
      expect(packages.filter((name) => name.startsWith('drizzle-orm@'))).toHaveLength(1);
    },
    5 * MINUTE_MS,
  );
});

it('runs with better-sqlite3 13, and refuses it where it would end the process', async () => {
  const folder = join(outside, 'driver-13');
  const dependencies = { '@cellbridge/db-api': '*', 'better-sqlite3': '*' };
  await install(folder, { dependencies }, '^13.0.0');
  const program = `import { openApiDatabase, syncApiDatabase } from '@cellbridge/db-api';
    const report = await openApiDatabase('sqlite:///api.sqlite', { create: true }).then(syncApiDatabase)
      .catch((error) => error);
    console.log(report.code ?? report.to, report.message ?? '');`;
  const refusal =
    /^DRIVER_MISSING The driver better-sqlite3 13\.\S+ needs Node\.js 22 or later, and this is 2\S+; run "npm install better-sqlite3@12"\.$/m;
  expect(await runProgram(folder, program)).toMatch(RUNS_DRIVER_13 ? /^0\d{3}_/ : refusal);
});

describe('the installed command', () => {
  const folder = () => join(outside, 'command');
  beforeAll(() => install(folder(), { dependencies: { cellbridge: '*' } }), 5 * MINUTE_MS);
  tryCommands(() => join(folder(), 'node_modules/.bin/cellbridge'));

  it('brings its man page, which package.json names', async () => {
    const installed = join(folder(), 'node_modules/cellbridge');
    const { man, version } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'));
    const page = await readFile(join(installed, man), 'utf8');
    expect(page).toContain(`cellbridge ${version}`);
  });
});

describe('docs/getting-started.md, in an empty folder', () =>
  followGuide(() => ({ folder: join(outside, 'guide'), archives })));
