import { chmod } from 'node:fs/promises';
import {
  catalogueOf,
  createDeployment,
  forEachDialect,
  forEachServer,
  onDialect,
} from '@cellbridge/testing';
import { describe, expect, test, vi } from 'vitest';
import { checkNode } from '../src/check-machine.js';
import { doctor, follow, onlyFinding } from './doctor/diagnosis.js';
import { GROUP, PROBLEMS } from './doctor/problems.js';
import { cellbridge } from './run.js';

const LONG_AGO = '2024-02-29 00:00:00';
const MOVE = ['db', 'online-data-migrations'];

forEachDialect('The doctor', (harness) => {
  /** A deployment with a group that has moved. */
  const moved = async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{ uuid: GROUP, policies: ['affinity'], members: ['a'] }]);
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    expect(await run(...MOVE)).toMatchObject({ code: 0 });
    return { api, cell, run };
  };

  test('finds nothing wrong with a deployment that works, and changes nothing', async () => {
    const { api, cell } = await moved();
    await cell.addGroups([{ members: ['b'] }]);
    const content = async () => ({
      api: [await api.content(), await catalogueOf(api.raw)],
      cell: [await cell.content(), await cell.rows('instance_group_policy')],
      cellCatalogue: await catalogueOf(cell.raw),
    });
    const before = await content();
    const { code, healthy, checks, found } = await doctor(api.url);
    expect({ code, healthy, found }).toEqual({ code: 0, healthy: true, found: [] });
    expect(checks.every(({ remedy }) => remedy === null)).toBe(true);
    expect(await content()).toEqual(before);
    const short = await cellbridge({ apiUrl: api.url }, 'doctor');
    expect(short.stdout).toMatch(
      /^This machine: \d checks ok\nAPI database: \d+ checks ok\nCell cell1 \(.+\): \d+ checks ok\n.+\n$/,
    );
    const { stdout } = await cellbridge({ apiUrl: api.url }, 'doctor', '--all');
    expect(stdout.replace(/^ .*\n/gm, '')).toBe(
      `This machine\nAPI database\nCell cell1 (${cell.uuid})\n${checks.length} checks: 0 problems, 0 warnings.\n`,
    );
    for (const { check, message } of checks) {
      expect(stdout).toContain(`  ok       ${check.padEnd(12)}${message}\n`);
    }
  });

  test.each(Object.entries(PROBLEMS))(
    'finds that %s, and its remedy works',
    async (_, expected) => {
      const where = await moved();
      await expected.damage(where);
      const before = await doctor(where.api.url);
      expect(before.found).toEqual([expected.finding]);
      const isProblem = expected.finding.endsWith('problem');
      expect(before).toMatchObject({ code: isProblem ? 2 : 0, healthy: !isProblem });
      const finding = onlyFinding(before);
      expect(finding.message).toMatch(expected.message);
      expect(finding.remedy).toMatch(expected.remedy);
      const { stdout } = await cellbridge({ apiUrl: where.api.url }, 'doctor');
      for (const line of finding.remedy?.split('\n') ?? []) {
        expect(stdout).toContain(`           run: ${line}\n`);
      }
      const isOfOurs = finding.remedy?.startsWith('cellbridge') ?? false;
      expect(stdout.includes('Give the commands the same --api-db as this one.\n')).toBe(isOfOurs);
      await follow(finding, where.api.url, where.api.raw);
      const after = await doctor(where.api.url);
      expect(after).toMatchObject({ code: 0, healthy: true, found: [] });
    },
  );

  test('names a cell that does not answer, checks the others, and ends with 4', async () => {
    const { api, cells } = await createDeployment(harness, { cells: 2 });
    const [first, second] = cells;
    const map = async (url: string) => {
      const change = 'UPDATE cell_mappings SET database_connection = ? WHERE uuid = ?';
      await api.raw.query(change, url, second?.uuid ?? '');
    };
    await map(harness.testDialect.unreachableUrl);
    const down = await doctor(api.url);
    expect(down).toMatchObject({ code: 4, healthy: false, found: ['connection problem'] });
    expect(onlyFinding(down)).toMatchObject({ subject: second?.uuid, name: 'cell2' });
    expect(onlyFinding(down).message).toContain('Cell cell2 is unavailable: ');
    expect(down.checks.filter(({ subject }) => subject === second?.uuid)).toHaveLength(1);
    expect(down.checks.filter(({ subject }) => subject === first?.uuid).length).toBeGreaterThan(5);
    const other = await doctor(api.url, '--cell', 'cell1');
    expect(other).toMatchObject({ code: 0, found: [] });
    await map(second?.url ?? '');
    expect(await doctor(api.url)).toMatchObject({ code: 0, found: [] });
    const unknown = await cellbridge({ apiUrl: api.url }, 'doctor', '--cell', 'cell3');
    expect(unknown).toMatchObject({ code: 127, stdout: '' });
  });

  test('leads from empty databases to working ones, command by command', async () => {
    const apiUrl = await harness.createDatabaseUrl();
    const owner = harness.open(apiUrl);
    const empty = await doctor(apiUrl);
    expect(empty).toMatchObject({ code: 2, healthy: false });
    const [schema] = empty.checks.filter(({ check }) => check === 'schema');
    expect(schema).toMatchObject({ status: 'problem', remedy: 'cellbridge api-db sync' });
    if (schema) await follow(schema, apiUrl, owner);
    const withoutCells = onlyFinding(await doctor(apiUrl));
    expect(withoutCells).toMatchObject({ check: 'cells', status: 'problem' });
    const create = withoutCells.remedy?.split(' ').slice(1) ?? [];
    const values = { NAME: "it's one", URL: await harness.createDatabaseUrl() };
    const words = create.map((word) => values[word as keyof typeof values] ?? word);
    expect(await cellbridge({ apiUrl }, ...words)).toMatchObject({ code: 0 });
    const ofCell = (await doctor(apiUrl)).checks.filter(({ check }) => check === 'schema');
    expect(ofCell).toMatchObject([
      { status: 'ok' },
      { status: 'problem', remedy: String.raw`cellbridge db sync --cell 'it'\''s one'` },
    ]);
    expect(await cellbridge({ apiUrl }, 'db', 'sync', '--cell', values.NAME)).toMatchObject({
      code: 0,
    });
    expect(await doctor(apiUrl)).toMatchObject({ code: 0, healthy: true, found: [] });
  });

  test('knows the release of Nova by its tables, and an empty cell for a wrong URL', async () => {
    const releases = {
      13: '13 (Mitaka) to 17 (Queens)',
      18: '18 (Rocky)',
      33: '19 (Stein) or later',
    };
    for (const [release, named] of Object.entries(releases)) {
      const { api, cell } = await createDeployment(harness, {
        madeBy: 'adopted',
        release: Number(release) as 13 | 18 | 33,
      });
      const { checks, found } = await doctor(api.url);
      const message = `The tables have the columns of Nova ${named}.`;
      expect(checks).toContainEqual(expect.objectContaining({ check: 'release', message }));
      expect(found).toEqual(release === '13' ? [] : ['cells warning']);
      const url = await harness.createDatabaseUrl();
      await api.raw.query('UPDATE cell_mappings SET database_connection = ?', url);
      const wrong = (await doctor(api.url)).checks.filter(({ check }) => check === 'schema')[1];
      expect(wrong).toMatchObject({ subject: cell.uuid, status: 'problem', remedy: null });
      expect(wrong?.message).toContain('correct its URL in cell_mappings');
    }
  });

  test('refuses to guess about a schema that is too new', async () => {
    const { api } = await createDeployment(harness);
    await api.raw.query(
      `INSERT INTO cellbridge_migrations (tag, hash, adopted, applied_at) VALUES ('9999_later', '', 0, '2024')`,
    );
    const [schema] = (await doctor(api.url)).checks.filter(({ check }) => check === 'schema');
    expect(schema).toMatchObject({
      status: 'problem',
      message: expect.stringContaining('9999_later'),
      remedy: 'npm install --global cellbridge@latest',
    });
  });

  test('warns of rows without a group, of several policies, and of what is in quarantine', async () => {
    const { api, cell, run } = await moved();
    await cell.raw.dropForeignKey('instance_group_member');
    await cell.raw.insert('instance_group_member', [
      { created_at: LONG_AGO, deleted: 0, instance_id: 'lonely', group_id: 4711 },
    ]);
    await cell.addGroups([{ policies: ['affinity', 'anti-affinity'] }]);
    const both = { uuid: GROUP.replace(/1$/, '2') };
    const { code, found, checks } = await doctor(api.url);
    expect({ code, found }).toEqual({ code: 0, found: ['policies warning', 'orphans warning'] });
    const orphans = checks.find(({ check }) => check === 'orphans');
    expect(orphans).toMatchObject({
      message: expect.stringMatching(/^1 live policy or member row /),
      remedy: 'cellbridge db verify --kind orphaned --cell cell1',
    });
    const listed = await run(...(orphans?.remedy?.split(' ').slice(1) ?? []));
    expect(listed.stdout).toContain('lonely');

    await api.addGroups([{ ...both, name: 'in the API database' }]);
    await cell.addGroups([{ ...both, name: 'in the cell' }]);
    expect(await run(...MOVE)).toMatchObject({ code: 3 });
    const stuck = await doctor(api.url);
    expect(stuck).toMatchObject({ code: 2, found: ['orphans warning', 'quarantine problem'] });
    expect(stuck.checks.find(({ check }) => check === 'quarantine')).toMatchObject({
      message: '1 group is in quarantine: it needs a decision before it can move.',
      remedy: 'cellbridge quarantine list',
    });
  });

  test('warns of a clock that differs', async () => {
    const { api } = await createDeployment(harness);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 60_000 });
    const { code, found, checks } = await doctor(api.url).finally(() => vi.useRealTimers());
    expect({ code, found }).toEqual({ code: 0, found: ['clock warning', 'clock warning'] });
    const [clock] = checks.filter(({ check }) => check === 'clock');
    expect(clock?.message).toMatch(/^Its clock is [67]\d seconds ahead of that of this machine\./);
  });
});

forEachServer('The doctor as a user with few rights', (harness) => {
  test('names the statements that grant the others, after which nothing is wrong', async () => {
    const { api, cell } = await createDeployment(harness);
    const role = await harness.createRole(api.url);
    const tables = await harness.createRole(cell.url);
    await api.raw.query('UPDATE cell_mappings SET database_connection = ?', tables.url);
    const reading = [
      ...['cell_mappings', 'cellbridge_migrations', 'cellbridge_progress', 'cellbridge_receipts'],
      ...['cellbridge_quarantine', 'cellbridge_wishes', 'cellbridge_migrators', 'instance_groups'],
      ...['instance_group_policy', 'instance_group_member'],
    ];
    for (const table of reading) await api.raw.query(`GRANT SELECT ON ${table} TO ${role.name}`);
    for (const table of ['instances', 'instance_groups', 'instance_group_policy']) {
      await cell.raw.query(`GRANT SELECT ON ${table} TO ${tables.name}`);
    }
    const before = await doctor(role.url);
    expect(before).toMatchObject({ code: 2, healthy: false });
    const rights = before.checks.filter(({ check }) => check === 'rights');
    expect(rights).toMatchObject([{ status: 'problem' }, { status: 'problem' }]);
    expect(rights[0]?.remedy).toMatch(/^grant .*\binsert\b.* on .*instance_groups.* to \S+;$/m);
    const [ofApi, ofCell] = rights;
    if (ofApi) await follow(ofApi, role.url, api.raw);
    if (ofCell) await follow(ofCell, role.url, cell.raw);
    const after = await doctor(role.url);
    expect(after).toMatchObject({ code: 0, healthy: true, found: [] });
  });

  test('gives the indexes that it may not build to the owner', async () => {
    const { api, cell } = await createDeployment(harness);
    const { name, url } = await harness.createRole(cell.url);
    await api.raw.query('UPDATE cell_mappings SET database_connection = ?', url);
    await cell.raw.dropIndex('instance_groups', 'cellbridge_group_live_idx');
    const tables = [
      'instances',
      'instance_groups',
      'instance_group_policy',
      'instance_group_member',
    ];
    for (const table of tables) {
      await cell.raw.query(`GRANT SELECT, INSERT, UPDATE ON ${table} TO ${name}`);
    }
    const [schema] = (await doctor(api.url)).checks.filter(
      ({ check, status }) => check === 'schema' && status === 'problem',
    );
    expect(schema?.remedy).toMatch(/^create index .*cellbridge_group_live_idx [^\n]+;$/);
    if (schema) await follow(schema, api.url, cell.raw);
    const after = (await doctor(api.url)).checks.filter(({ check }) => check === 'schema');
    expect(after).toMatchObject([{ status: 'ok' }, { status: 'ok' }]);
  });
});

onDialect('postgresql', 'The doctor', (harness) => {
  test('finds sequences that are behind the ids, and the statement that corrects them', async () => {
    const { api } = await createDeployment(harness);
    await api.raw.insert('instance_groups', [{ id: 5, uuid: GROUP }]);
    const finding = onlyFinding(await doctor(api.url));
    expect(finding).toMatchObject({
      check: 'sequences',
      status: 'problem',
      remedy: `select setval(pg_get_serial_sequence('public.instance_groups', 'id'), max(id)) from public.instance_groups;`,
    });
    await follow(finding, api.url, api.raw);
    expect(await doctor(api.url)).toMatchObject({ code: 0, found: [] });
  });
});

onDialect('sqlite', 'The doctor', (harness) => {
  test('warns of files that others may read', async () => {
    const { api, cell } = await createDeployment(harness);
    const file = cell.url.replace('sqlite:///', '');
    await chmod(file, 0o644);
    const finding = onlyFinding(await doctor(api.url));
    expect(finding).toMatchObject({ subject: 'machine', remedy: `chmod go= ${file}` });
    await chmod(file, 0o600);
    expect(await doctor(api.url)).toMatchObject({ code: 0, found: [] });
  });

  test('names an API database that is not there, and ends with 2', async () => {
    const missing = onlyFinding(await doctor(`sqlite:///${await harness.folder()}/no.sqlite`));
    expect(missing).toMatchObject({ subject: 'api', check: 'connection', status: 'problem' });
    expect(missing.message).toContain('"cellbridge api-db sync"');
  });
});

describe('A version of Node.js', () => {
  test.each([
    ['18.20.0', 'problem'],
    ['20.18.3', 'problem'],
    ['20.19.0', 'ok'],
    ['22.0.0', 'ok'],
    ['23.1.0', 'warning'],
    ['26.1.0', 'ok'],
  ])('%s: %s', (version, status) => {
    expect(checkNode(version).status).toBe(status);
  });
});
