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
  for (const name of EXAMPLES) await install(join(outside, name));
}, 10 * MINUTES);

afterAll(() => rm(outside, { recursive: true, force: true }));

const COPY = { recursive: true, filter: (file: string) => !file.includes('node_modules') };

function exampleOf(name: string): string {
  return join(ROOT, 'examples', name);
}

/** Makes a project of its own of a copied example: our packages come from their archives. */
async function install(folder: string): Promise<void> {
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  const overrides = archives.urls;
  for (const name of Object.keys(manifest.dependencies)) {
    manifest.dependencies[name] = overrides[name] ?? manifest.dependencies[name] ?? '';
  }
  // Its tests are run in the workspace.
  delete manifest.devDependencies;
  await writeFile(file, JSON.stringify(manifest));
  const settings = { overrides, allowBuilds: { 'better-sqlite3': true, esbuild: true } };
  // YAML is a superset of JSON.
  await writeFile(join(folder, 'pnpm-workspace.yaml'), JSON.stringify(settings));
  await run({ folder }, 'npx', ...PNPM, 'install', '--prefer-offline');
  const tools = ['typescript@5.9', '@types/node@20'];
  await run({ folder }, 'npx', ...PNPM, 'add', '--prefer-offline', '--save-dev', ...tools);
}

describe.each(EXAMPLES)('%s, outside the workspace', (name) => {
  it.each([
    ['node16', 'node16'],
    ['bundler', 'preserve'],
  ])('has types, with moduleResolution %s', async (moduleResolution, module) => {
    const folder = join(outside, name);
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
  });
});

it.each(EXAMPLES)('the README of %s begins with how to run it', async (name) => {
  const [first] = await readSections(join(exampleOf(name), 'README.md'));
  expect(first?.blocks[0]).toEqual({ language: 'sh', text: `${START}\n` });
});

describe.each([
  ['in the workspace', exampleOf, START],
  ['outside the workspace', (name: string) => join(outside, name), 'npm start --silent'],
])('each example, %s', (_where, folderOf, command) => {
  const start = (name: string) => run({ folder: folderOf(name) }, 'sh', '-c', command);

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
    expect(statements).toContain('CREATE TABLE "instance_groups"');
    expect(statements).toContain('CREATE TABLE "remarks"');
    await rm(folder, { recursive: true });
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
    `import { openDatabase } from '@cellbridge/db-api';
    await openDatabase('postgresql://127.0.0.1/nova_api').catch((error) => console.log(error.code, error.message));`,
  );
  expect(await run({ folder }, 'npx', '--no-install', 'tsx', 'src/no-driver.ts')).toMatch(
    /^DRIVER_MISSING .*npm install pg/,
  );
});

describe('docs/getting-started.md, in an empty folder', () =>
  followGuide(() => ({ folder: join(outside, 'guide'), archives })));
