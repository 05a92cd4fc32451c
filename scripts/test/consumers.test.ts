/**
 * What somebody meets who installs the packages: each example, and the guide, outside the workspace,
 * with the archives as they would be published.
 */
import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { catalogueOf, createDeployment, useHarness } from '@cellbridge/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../run.js';
import { Archives } from './outside/archives.js';
import { followGuide } from './outside/follow-guide.js';
import { readSections } from './outside/page.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PNPM = ['--yes', 'pnpm@12.21.0'];
const EXAMPLES = ['http-api', 'own-migration', 'scheduler-filter', 'schema-alone'];
/** What runs an example in a clone of this repository. */
const START = `npx ${PNPM.join(' ')} start`;
const MINUTES = 60_000;

const hasNodeApi = Number.parseInt(process.versions.node, 10) >= 22;
/** The driver of SQLite for this Node.js. */
const FITTING = hasNodeApi ? '^13.0.0' : '^12.0.0';
const BUILDS = { 'better-sqlite3': true, esbuild: true };

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

interface Manifest {
  readonly dependencies: Record<string, string>;
  devDependencies?: Record<string, string>;
}

let outside: string;
let archives: Archives;

beforeAll(async () => {
  outside = await mkdtemp(join(tmpdir(), 'cellbridge-consumers-'));
  archives = await Archives.pack(ROOT, outside);
  await Promise.all(EXAMPLES.map((name) => cp(exampleOf(name), join(outside, name), COPY)));
  for (const name of EXAMPLES) await installExample(join(outside, name));
}, 10 * MINUTES);

afterAll(() => rm(outside, { recursive: true, force: true }));

const COPY = { recursive: true, filter: (file: string) => !file.includes('node_modules') };

function exampleOf(name: string): string {
  return join(ROOT, 'examples', name);
}

/** Makes a project of its own of a copied example: our packages come from their archives. */
async function installExample(folder: string): Promise<void> {
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  const { urls } = archives;
  for (const name of Object.keys(manifest.dependencies)) {
    manifest.dependencies[name] = urls[name] ?? manifest.dependencies[name] ?? '';
  }
  // Its tests are run in the workspace.
  delete manifest.devDependencies;
  await install(folder, manifest, FITTING);
}

/** @param driver the versions of better-sqlite3 that may be installed. */
async function install(folder: string, manifest: Manifest, driver: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  const tools = { typescript: '~5.9.0', '@types/node': '^20.0.0', tsx: '^4.20.0' };
  await writeFile(
    join(folder, 'package.json'),
    JSON.stringify({ type: 'module', ...manifest, devDependencies: tools }),
  );
  const overrides = { ...archives.urls, 'better-sqlite3': driver };
  // YAML is a superset of JSON.
  await writeFile(
    join(folder, 'pnpm-workspace.yaml'),
    JSON.stringify({ overrides, allowBuilds: BUILDS }),
  );
  await run({ folder }, 'npx', ...PNPM, 'install', '--prefer-offline');
}

async function checkTypes(folder: string, module: string, moduleResolution: string) {
  // What `tsc --init` chooses; Drizzle's declarations name drivers that nobody has all of.
  const usual = { strict: true, skipLibCheck: true, target: 'es2023', lib: ['esnext'] };
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: { ...usual, noEmit: true, types: ['node'], moduleResolution, module },
      include: ['src'],
    }),
  );
  await run({ folder }, 'npx', '--no-install', 'tsc');
}

describe.each(EXAMPLES)('%s, outside the workspace', (name) => {
  it.each([
    ['node16', 'node16'],
    ['bundler', 'preserve'],
  ])('has types, with moduleResolution %s', async (moduleResolution, module) => {
    await checkTypes(join(outside, name), module, moduleResolution);
  });
});

it.each(EXAMPLES)('the README of %s begins with how to run it', async (name) => {
  const [first] = await readSections(join(exampleOf(name), 'README.md'));
  expect(first?.blocks[0]).toEqual({ language: 'sh', text: `${START}\n` });
});

describe.each([
  ['in the workspace', exampleOf, START],
  ['outside the workspace', (name: string) => join(outside, name), 'npm run --silent start'],
])('each example, %s', (_where, folderOf, command) => {
  const start = (name: string) => run({ folder: folderOf(name) }, 'sh', '-c', command);
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
    await run({ folder }, 'sh', '-c', push);
    expect(await state()).toEqual(before);
    expect(await api.raw.query('SELECT * FROM program.remarks')).toEqual([]);
    expect(await run({ folder }, 'sh', '-c', push)).toContain('No changes detected');
  });

  it('answers over HTTP, and ends gracefully', async () => {
    const service = await startService(folderOf('http-api'), command);
    try {
      await useService(service.send);
    } finally {
      service.terminate();
    }
    expect(await service.rest()).toEqual(['Stopped: every request was answered.']);
  });
});

interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what the service says is what the test is about.
  readonly body: any;
}
type Send = (method: string, path: string, body?: object) => Promise<Answer>;

async function startService(folder: string, command: string) {
  const child = spawn('sh', ['-c', command], {
    cwd: folder,
    env: {
      ...process.env,
      CELLBRIDGE_API_DB: `sqlite:///${await mkdtemp(join(outside, 'service-'))}/groups.sqlite`,
      PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const base = /http:\S+?(?=;)/.exec((await lines.next()).value)?.[0] ?? '';
  const who = { 'x-user-id': 'ada', 'x-project-id': 'engines' };
  const json = { ...who, 'content-type': 'application/json' };
  const send: Send = async (method, path, body) => {
    const request = body ? { headers: json, body: JSON.stringify(body) } : { headers: who };
    const response = await fetch(`${base}${path}`, { method, ...request });
    const answer = await response.text();
    return { status: response.status, body: answer === '' ? undefined : JSON.parse(answer) };
  };
  // The whole process group: the shell, npm, and the service.
  const terminate = () => process.kill(-(child.pid ?? 0), 'SIGTERM');
  const rest = async () => {
    const rest: string[] = [];
    for await (const line of { [Symbol.asyncIterator]: () => lines }) rest.push(line);
    return rest;
  };
  return { send, terminate, rest };
}

async function useService(send: Send): Promise<void> {
  const groups = '/v2.1/os-server-groups';
  const member = 'a7a3f0c2-5f0b-4a8e-9c47-0b6d3c0f1d11';
  const create = (server_group: object) => send('POST', groups, { server_group });

  const created = await create({ name: 'web', policies: ['anti-affinity'] });
  expect(created).toMatchObject({ status: 200, body: { server_group: { name: 'web' } } });
  const path = `${groups}/${created.body.server_group.id}`;
  const added = { status: 200, body: { members: [member] } };
  expect(await send('PUT', `${path}/members/${member}`)).toEqual(added);
  // No instance of Nova's belongs to it.
  const shown = { status: 200, body: { server_group: { name: 'web', members: [] } } };
  expect(await send('GET', path)).toMatchObject(shown);

  await create({ name: 'db', policies: ['affinity'] });
  const { body: first } = await send('GET', `${groups}?limit=1`);
  const { body: second } = await send('GET', `${groups}?limit=1&offset=1`);
  const names = [...first.server_groups, ...second.server_groups].map(({ name }) => name);
  expect(names).toEqual(['web', 'db']);

  expect(await send('DELETE', path)).toEqual({ status: 204, body: undefined });
  const gone = { status: 404, body: { itemNotFound: { code: 404 } } };
  expect(await send('GET', path)).toMatchObject(gone);
  expect((await create({ name: 'bad', policies: ['sideways'] })).status).toBe(400);

  const { body: description } = await send('GET', '/openapi.json');
  expect(Object.keys(description.paths).sort()).toEqual([
    '/v2.1/os-server-groups/',
    '/v2.1/os-server-groups/forget-servers',
    '/v2.1/os-server-groups/{id}',
    '/v2.1/os-server-groups/{id}/members/{server}',
  ]);
}

it('says which driver is missing', async () => {
  const folder = join(outside, 'own-migration');
  await mkdir(join(folder, 'src'), { recursive: true });
  await writeFile(
    join(folder, 'src/no-driver.ts'),
    `import { openApiDatabase } from '@cellbridge/db-api';
    await openApiDatabase('postgresql://127.0.0.1/nova_api').catch((error) => console.log(error.code, error.message));`,
  );
  expect(await run({ folder }, 'npx', '--no-install', 'tsx', 'src/no-driver.ts')).toMatch(
    /^DRIVER_MISSING .*npm install pg/,
  );
});

describe.each(['0.44.0', '^0.45.0'])('with drizzle-orm %s', (version) => {
  it(
    'has one copy, types that fit, and answers',
    async () => {
      const folder = join(outside, `drizzle-${version}`);
      const names = ['@cellbridge/db-api', '@cellbridge/db-cell', '@cellbridge/schema'];
      const dependencies = Object.fromEntries(
        [...names, 'better-sqlite3'].map((name) => [name, '*']),
      );
      await install(folder, { dependencies: { ...dependencies, 'drizzle-orm': version } }, FITTING);
      await mkdir(join(folder, 'src'), { recursive: true });
      await writeFile(join(folder, 'src/program.ts'), OWN_QUERIES);
      await checkTypes(folder, 'nodenext', 'nodenext');

      expect(await run({ folder }, 'npx', '--no-install', 'tsx', 'src/program.ts')).toBe(
        "[ { name: 'web', policy: 'affinity' } ] [ { count: 1 } ]\n",
      );
      const packages = await readdir(join(folder, 'node_modules/.pnpm'));
      expect(packages.filter((name) => name.startsWith('drizzle-orm@'))).toHaveLength(1);
    },
    5 * MINUTES,
  );
});

it('runs with better-sqlite3 13, and refuses it where it would end the process', async () => {
  const folder = join(outside, 'driver-13');
  const dependencies = { '@cellbridge/db-api': '*', 'better-sqlite3': '*' };
  await install(folder, { dependencies }, '^13.0.0');
  await writeFile(
    join(folder, 'program.js'),
    `import { openApiDatabase, syncApiDatabase } from '@cellbridge/db-api';
    const report = await openApiDatabase('sqlite:///api.sqlite', { create: true }).then(syncApiDatabase)
      .catch((error) => error);
    console.log(report.code ?? report.to, report.message ?? '');`,
  );
  const refusal =
    /^DRIVER_MISSING The driver better-sqlite3 13\.\S+ needs Node\.js 22 or later, and this is 2\S+; run "npm install better-sqlite3@12"\.$/m;
  expect(await run({ folder }, 'node', 'program.js')).toMatch(hasNodeApi ? /^0\d{3}_/ : refusal);
});

describe('docs/getting-started.md, in an empty folder', () =>
  followGuide(() => ({ folder: join(outside, 'guide'), archives })));
