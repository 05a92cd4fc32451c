import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { createDeployment, useHarness } from '@cellbridge/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { refuseForeignFound, refuseForeignNamed } from '../src/owner.js';
import { UsageError } from '../src/usage-error.js';
import { cellbridge } from './run.js';

async function modeOf(path: string): Promise<string> {
  return ((await stat(path)).mode & 0o777).toString(8);
}

describe('files', () => {
  const harness = useHarness('sqlite');
  const folders: string[] = [];
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

  async function makeFolder(): Promise<string> {
    const folder = await mkdtemp(join(tmpdir(), 'cellbridge-files-'));
    folders.push(folder);
    return folder;
  }

  test('that are made are for their owner only, and nothing is said', async () => {
    const file = join(await makeFolder(), '.cellbridge', 'api.sqlite');
    const apiUrl = `sqlite:///${file}`;
    expect((await cellbridge({ apiUrl }, 'api-db', 'sync')).code).toBe(0);
    expect([await modeOf(dirname(file)), await modeOf(file)]).toEqual(['700', '600']);
    expect(await cellbridge({ apiUrl }, 'status')).toMatchObject({ stderr: '' });
  });

  test('that others may read are named, in one line', async () => {
    const { api, cells } = await createDeployment(harness);
    const [cell] = cells;
    const files = [api.url, cell?.url ?? ''].map((url) => url.slice('sqlite:///'.length));
    for (const file of files) await chmod(file, 0o644);
    for (const options of [[], ['--json']]) {
      const { code, stderr } = await cellbridge({ apiUrl: api.url }, 'status', ...options);
      expect(code).toBe(0);
      expect(stderr).toBe(
        `Others on this machine may read ${files.join(', ')}, which may hold passwords; run: chmod go= ${files.join(' ')}\n`,
      );
    }
  });

  test("a folder of the command's own that others may enter is named", async () => {
    const folder = join(await makeFolder(), '.cellbridge');
    await mkdir(folder, { mode: 0o700 });
    const apiUrl = `sqlite:///${folder}/api.sqlite`;
    await cellbridge({ apiUrl }, 'api-db', 'sync');
    await chmod(folder, 0o755);
    const { stderr } = await cellbridge({ apiUrl }, 'status');
    expect(stderr).toContain(`Others on this machine may read ${folder}, which`);
  });

  test('a config file of another user is refused', async () => {
    const file = join(await makeFolder(), 'cellbridge.config.json');
    await writeFile(file, '{}');
    const { uid } = userInfo();
    expect(() => refuseForeignFound(file, uid, uid)).not.toThrow();
    expect(() => refuseForeignFound(file, 0, uid + 1)).not.toThrow();
    expect(() => refuseForeignFound(file, uid, -1)).not.toThrow();
    expect(() => refuseForeignFound(file, 4711, 4712)).toThrow(UsageError);
    expect(() => refuseForeignNamed(file, 4711, 4712)).not.toThrow();
    expect(() => refuseForeignNamed(file, 0, 0)).not.toThrow();
    expect(() => refuseForeignNamed(file, 4711, 0)).toThrow(UsageError);
    if (uid === 0) await expectRefusal(file);
  });

  /** Only root can give a file away. */
  async function expectRefusal(file: string): Promise<void> {
    const { chown } = await import('node:fs/promises');
    await chown(file, 4711, 4711);
    const { code, stderr } = await cellbridge({ folder: dirname(file) }, 'status');
    expect([code, stderr]).toEqual([
      127,
      expect.stringContaining('belongs to another user (uid 4711); make it yours'),
    ]);
    expect(await cellbridge({}, 'status', '--nova-conf', file)).toMatchObject({
      code: 127,
      stderr: expect.stringContaining('and root would do what it says; run the command as'),
    });
  }
});

describe('a password need not be an argument', () => {
  const harness = useHarness('sqlite');

  test('a cell is created with a URL from standard input', async () => {
    const { api } = await createDeployment(harness);
    const create = ['cell', 'create', '--name', 'new', '--no-check', '--database-connection', '-'];
    const input = 'postgresql://nova:s3cret@db/nova\n';
    const { code, stdout } = await cellbridge({ apiUrl: api.url, input }, ...create, '--json');
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ database: 'postgresql://nova:***@db/nova' });
    const rows = await harness
      .open(api.url)
      .query(`SELECT database_connection AS url FROM cell_mappings WHERE name = 'new'`);
    expect(rows).toEqual([{ url: input.trim() }]);
  });
});
