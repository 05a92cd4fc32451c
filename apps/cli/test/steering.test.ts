import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  createDeployment,
  forEachDialect,
  forEachServer,
  type Replication,
  startReplication,
  startSource,
} from '@cellbridge/testing';
import stringWidth from 'string-width';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { cellbridge } from './run.js';

const BIN = new URL('../src/bin.ts', import.meta.url);

forEachDialect('A running move', (harness) => {
  test('is paused, slowed and resumed from another process, which sees what it does', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups(Array.from({ length: 300 }, () => ({ members: ['a'] })));
    const run = (...args: string[]) => cellbridge({ apiUrl: api.url }, ...args);
    const start = ['db', 'online-data-migrations', '--api-db', api.url, '--batch-size', '1'];
    const move = startSource(BIN, { arguments: start });
    await move.waitFor('1 migrated');

    const paused = await run('move', 'pause');
    expect(paused).toMatchObject({ code: 0, stderr: '' });
    expect(paused.stdout).toMatch(
      /^Cell +Paused +Batch size +Groups\/s +At once +Writer wait +Set by *\ncell1 +yes +default +default +default +default +tester@\S+ *\ncell1: process \d+ on /,
    );
    await move.waitFor('Paused by tester@');
    const status = await run('status');
    expect(status.stdout).toMatch(
      /^cell1: process \d+ on \S+ is paused; its last sign of life was \d+ s ago\. Paused by tester@\S+ since \S+; "cellbridge move resume" ends it\. Its last batch moved 1 group at [\d:]{8} UTC\.$/m,
    );
    const before = (await api.groups()).length;
    expect(before).toBeLessThan(300);

    const set = await run('move', 'set', '--batch-size', '50', '--rate', '100000', '--json');
    expect(set.json()).toMatchObject({
      cells: [
        {
          name: 'cell1',
          paused: true,
          wishes: [
            { setting: 'batchSize', value: 50 },
            { setting: 'paused', value: true },
            { setting: 'rate', value: 100_000 },
          ],
          migrators: [{ state: 'paused' }],
        },
      ],
    });
    expect((await run('move', 'resume')).stdout).toMatch(/^cell1 +no +50 +100000 +default /m);
    const { code, stdout } = await move.result;
    expect(code).toBe(0);
    expect(stdout).toMatch(/\b50 migrated/);
    expect(await api.groups()).toHaveLength(300);
    const args = ['--rate', 'default', '--concurrency', '1', '--max-writer-wait', '40'];
    const after = await run('move', 'set', ...args);
    expect(after.stdout).toMatch(/^cell1 +no +50 +default +1 +40 /m);
    expect((await run('move', 'set')).stdout).toBe(after.stdout);
    expect(after.stdout).toContain('No run is at work; the next one obeys.');
  });

  test('that is paused ends on Ctrl-C, and says what is left', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}, {}]);
    await cellbridge({ apiUrl: api.url }, 'move', 'pause', '--cell', 'cell1');
    expect((await cellbridge({ apiUrl: api.url }, 'status')).stdout).toContain(
      'cell1 is paused; "cellbridge move resume" ends it.',
    );
    const move = startSource(BIN, {
      arguments: ['db', 'online-data-migrations', '--api-db', api.url],
    });
    await move.waitFor('Paused by');
    move.kill('SIGINT');
    const { code, stdout } = await move.result;
    expect(code).toBe(1);
    expect(stdout).toContain('Stopped. 2 groups are left; run again to continue.');
  });

  test('stops at a time of day', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}, {}]);
    await cellbridge({ apiUrl: api.url }, 'move', 'pause');
    const almost = new Date();
    almost.setHours(5, 59, 59, 900);
    vi.useFakeTimers({ toFake: ['Date'], now: almost });
    const args = ['db', 'online-data-migrations', '--until', '06:00'];
    const { code, stdout } = await cellbridge({ apiUrl: api.url }, ...args).finally(() =>
      vi.useRealTimers(),
    );
    expect(code).toBe(1);
    expect(stdout).toContain('Stopped. 2 groups are left; run again to continue.');
  });

  test('rests between batches, and refuses what it cannot read', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}, {}, {}]);
    const run = (...args: string[]) =>
      cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations', ...args);
    // A time of day that has just passed is tomorrow's.
    const now = new Date();
    const until = `${now.getHours()}:${String(now.getMinutes()).padStart(2, '0')}`;
    const rested = await run(
      '--until',
      until,
      '--sleep',
      '0.01',
      '--rate',
      '1000',
      '--batch-size',
      '1',
    );
    expect(rested).toMatchObject({ code: 0 });
    for (const [option, value, advice] of [
      ['--until', '24:00', 'give a time of day, such as 06:00'],
      ['--sleep', '-1', 'give seconds, such as 0.5'],
      ['--rate', '0', 'give a whole number above 0'],
      ['--max-writer-wait', '0', 'give a whole number above 0'],
      ['--throttle-above', 'much', 'give a number, such as 10 or 0.5'],
      ['--max-replica-lag', '-1', 'give seconds, such as 0.5'],
    ] as const) {
      const refused = await run(`${option}=${value}`);
      expect(refused).toMatchObject({ code: 127, stdout: '' });
      expect(refused.stderr).toContain(`${option} is "${value}"; ${advice}`);
    }
  });

  test('holds back while a query of the operator says so, and goes on afterwards', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}, {}]);
    await cell.addInstances([{ uuid: '0e000000-0000-4000-8000-000000000002', host: 'h1' }]);
    const throttle = ['--throttle-query', 'select count(*) from instances', '--throttle-above'];
    const args = ['db', 'online-data-migrations', '--api-db', api.url, ...throttle, '0'];
    const move = startSource(BIN, { arguments: args });
    await move.waitFor('Throttled: the throttle query gives 1');
    const status = await cellbridge({ apiUrl: api.url }, 'status');
    expect(status.stdout).toMatch(/^cell1: process \d+ on \S+ is throttled; .*gives 1, /m);
    await cell.raw.query('DELETE FROM instances');
    expect(await move.result).toMatchObject({ code: 0 });
    expect(await api.groups()).toHaveLength(2);
  });

  test('needs a throttle query and its limit together, and names a query that fails', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}]);
    const run = (...args: string[]) =>
      cellbridge({ apiUrl: api.url }, 'db', 'online-data-migrations', ...args);
    for (const args of [
      ['--throttle-above', '1'],
      ['--throttle-query', 'select 1'],
    ]) {
      const refused = await run(...args);
      expect(refused).toMatchObject({ code: 127, stdout: '' });
      expect(refused.stderr).toContain('Give --throttle-query and --throttle-above together.');
    }
    const failed = await run('--throttle-query', 'select nowhere', '--throttle-above', '1');
    expect(failed.code).toBe(2);
    expect(failed.stderr + failed.stdout).toContain('The throttle query failed');
  });

  test('refuses what is no replica, and a limit without one', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}]);
    for (const [args, message] of [
      [
        ['--max-replica-lag', '5'],
        '--max-replica-lag needs a replica; give its URL with --replica.',
      ],
      [
        ['--replica', cell.raw.url],
        'is not a replica; name a standby of PostgreSQL, or a replica of',
      ],
      [['--replica', 'nowhere'], 'This is not a database URL.'],
      [['--replica', cell.raw.url, '--dry-run'], '--replica does not go with --dry-run'],
    ] as const) {
      const refused = await cellbridge(
        { apiUrl: api.url },
        'db',
        'online-data-migrations',
        ...args,
      );
      expect(refused).toMatchObject({ code: 127, stdout: '' });
      expect(refused.stderr).toContain(message);
      const { password } = new URL(cell.raw.url);
      if (password !== '') expect(refused.stderr).not.toContain(password);
    }
    expect(await api.groups()).toEqual([]);
  });

  test('on a terminal of 80 columns fits, and a mistake names the remedy', async () => {
    const { api } = await createDeployment(harness);
    const shown = await cellbridge({ apiUrl: api.url, isTTY: true, columns: 80 }, 'move', 'set');
    expect(shown.stdout).toContain('At once');
    for (const line of stripVTControlCharacters(shown.stdout).split('\n')) {
      expect(stringWidth(line)).toBeLessThanOrEqual(80);
    }
    const wrong = await cellbridge({ apiUrl: api.url }, 'move', 'set', '--concurrency', '5');
    expect(wrong.code).toBe(127);
    expect(wrong.stderr).toContain('4 at most');
    const nowhere = await cellbridge({ apiUrl: api.url }, 'move', 'pause', '--cell', 'x');
    expect(nowhere.code).toBe(127);
    expect(nowhere.stderr).toContain('x');
  });
});

forEachServer('A running move with a replica', ({ dialect }) => {
  let replication: Replication;
  beforeAll(async () => {
    replication = await startReplication(dialect);
  });
  afterAll(() => replication[Symbol.asyncDispose]());

  test('holds back while that has lost its primary, and goes on afterwards', async () => {
    const { harness, link, replica } = replication;
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}, {}]);
    await replication.caughtUp();
    link.refuse();
    const file = join(await harness.folder(), 'replica');
    await writeFile(file, `${replica.url}\n`);
    const args = ['db', 'online-data-migrations', '--api-db', api.url, '--replica', `@${file}`];
    const move = startSource(BIN, { arguments: [...args, '--max-replica-lag', '0'] });
    await move.waitFor('Throttled: ');
    const status = await cellbridge({ apiUrl: api.url }, 'status');
    expect(status.stdout).toMatch(
      /^cell1: process \d+ on \S+ is throttled; .*Throttled: .*replica /m,
    );
    expect(await api.groups()).toEqual([]);
    link.admit();
    const { code, stdout, stderr } = await move.result;
    expect(code).toBe(0);
    expect(stdout + stderr).not.toContain(new URL(replica.url).password);
    expect(await api.groups()).toHaveLength(2);
  });
});
