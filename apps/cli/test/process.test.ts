import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import {
  catalogueOf,
  createDeployment,
  forEachDialect,
  runSource,
  type SourceProcess,
  sourceArguments,
  startSource,
  useHarness,
} from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';

const BIN = new URL('../src/bin.ts', import.meta.url);
const DRIVER = /node_modules\/(better-sqlite3|pg|drizzle-orm)\//;
const DATABASE_PACKAGE = /packages\/database\/src\/index\.ts/;

describe('a pipe that is closed', () => {
  const harness = useHarness('sqlite');

  test.each([
    ['group list', '1'],
    ['group list --json', '1'],
    ['cell list', '1'],
    ['db online-data-migrations', '1'],
    ['status --check --json', '1'],
    ['status --cell nowhere', '127'],
  ])('before the only thing is written makes the exit code of "%s" %s', async (command, code) => {
    const { api } = await createDeployment(harness);
    await api.addGroups([{}, {}]);
    // The reader tells the writer that it reads no more.
    const script = `rm -f gone; mkfifo gone; { cat gone; "$@" ${command}; echo "code $?" >&2; } | { exec 0<&-; : > gone; }`;
    const words = ['sh', process.execPath, ...sourceArguments(BIN)];
    const { stderr } = await promisify(execFile)('/bin/sh', ['-c', script, ...words], {
      cwd: await harness.folder(),
      env: { ...process.env, CELLBRIDGE_API_DB: api.url },
    });
    expect(stderr).toContain(`code ${code}\n`);
  });
});

describe('the process', () => {
  const harness = useHarness('sqlite');

  test('--help has examples, and loads no driver and nothing that opens a database', async () => {
    const help = await runSource(BIN, {
      isUnbundled: true,
      arguments: ['db', 'online-data-migrations', '--help'],
      environment: { NODE_DEBUG: 'esm' },
    });
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('$ cellbridge db online-data-migrations');
    expect(help.stderr).not.toMatch(DRIVER);
    expect(help.stderr).not.toMatch(DATABASE_PACKAGE);
    // The same look at a command that needs a driver finds it.
    const status = await runSource(BIN, {
      isUnbundled: true,
      arguments: ['status', '--api-db', 'sqlite:////nowhere/at/all.sqlite'],
      environment: { NODE_DEBUG: 'esm' },
    });
    expect(status.stderr).toMatch(DRIVER);
    expect(status.stderr).toMatch(DATABASE_PACKAGE);
  });

  test('what breaks where nobody waits for it ends with 255, not with 1', async () => {
    const hook = `process.on('newListener', (name) => {
      if (name === 'SIGINT') setImmediate(() => { throw new Error('postgresql://u:secret@h/d'); });
    })`;
    const result = await runSource(BIN, {
      arguments: ['status'],
      environment: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}` },
    });
    expect(result.code).toBe(255);
    expect(result.stderr).toContain('This is a bug');
    expect(result.stderr).not.toContain('secret');
  });

  test.each(['SIGINT', 'SIGTERM'] as const)(
    '%s before it looks out for one ends with 1 and one sentence',
    async (signal) => {
      const hook = `process.on('newListener', (name) => {
        if (name === 'SIGHUP') setImmediate(() => process.stderr.write('Listening.\\n'));
      })`;
      const args = ['cell', 'create', '--name', 'a', '--database-connection', '-'];
      const options = {
        environment: {
          CELLBRIDGE_API_DB: 'sqlite:///api.sqlite',
          NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(hook)}`,
        },
        // It reads it to its end, which does not come.
        hasOpenInput: true,
      };
      const stopped = async (...more: string[]) => {
        const run = startSource(BIN, { ...options, arguments: [...args, ...more] });
        await run.waitFor('Listening.');
        run.kill(signal);
        return await run.result;
      };
      const sentence = 'Stopped before its end; run it again.';
      const people = { code: 1, stdout: '', stderr: `Listening.\ncellbridge: ${sentence}\n` };
      expect(await stopped()).toMatchObject(people);
      const program = await stopped('--json');
      expect(program).toMatchObject({ code: 1, stderr: 'Listening.\n' });
      const error = { code: 'INTERRUPTED', message: sentence };
      expect(JSON.parse(program.stdout)).toEqual({ error });
    },
  );

  test('the demo ends with 0, and has checked something', async () => {
    const args = ['demo', '--groups', '300', '--folder', 'demo', '--json'];
    const demo = await runSource(BIN, { arguments: args, folder: await harness.folder() });
    expect(demo).toMatchObject({ code: 0, stderr: '' });
    const summary = JSON.parse(demo.stdout) as { checked: number; moved: number };
    expect(summary).toMatchObject({ outcome: 'complete', faults: [] });
    expect(summary.checked).toBeGreaterThan(0);
    expect(summary.moved).toBeGreaterThan(200);
  });
});

forEachDialect('Ctrl-C', (harness) => {
  test('ends after the running batch, and a new run goes on', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups(Array.from({ length: 2_000 }, () => ({ members: ['a', 'b', 'c'] })));
    const args = ['db', 'online-data-migrations', '--api-db', api.url];
    const run = startSource(BIN, { arguments: [...args, '--batch-size', '1'] });
    await run.waitFor('1 migrated');
    run.kill('SIGINT');
    const { code, stdout, stderr } = await run.result;
    expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
    expect(stdout).toMatch(/Stopped\. \d+ groups are left; run again to continue\./);
    expect((await runSource(BIN, { arguments: args })).code).toBe(0);
    expect(await api.groups()).toHaveLength(2_000);
  });

  test.each<[string, (run: SourceProcess) => void]>([
    ['a terminal that is closed', (run) => run.kill('SIGHUP')],
    ['a reader that has seen enough', (run) => run.closeOutput()],
  ])('%s stops a run alike, which is recorded', async (_what, end) => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups(Array.from({ length: 2_000 }, () => ({ members: ['a', 'b', 'c'] })));
    const args = ['db', 'online-data-migrations', '--api-db', api.url];
    const run = startSource(BIN, { arguments: [...args, '--batch-size', '1'] });
    await run.waitFor('1 migrated');
    end(run);
    expect(await run.result).toMatchObject({ code: 1, stderr: '' });
    expect(await api.rows('cellbridge_progress')).toMatchObject([{ state: 'stopped' }]);
    expect((await api.groups()).length).toBeLessThan(2_000);
  });

  test('asked again, it ends at once, whatever it waits for', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}]);
    await cell.raw.beginWriting();
    await cell.raw.lockTable('instance_groups');
    const args = ['db', 'online-data-migrations', '--api-db', api.url];
    const run = startSource(BIN, { arguments: args });
    await run.waitFor('1 rows need it');
    // Two of one kind that come too fast would be one signal, and one more could come while the process ends.
    run.kill('SIGINT');
    run.kill('SIGTERM');
    expect((await run.result).code).toBe(130);
    await cell.raw.query('ROLLBACK');
    expect(await cell.liveGroups()).toHaveLength(1);
  });

  const SYNCS = [
    { command: 'db', index: 'cellbridge_member_live_idx', signal: 'SIGTERM' },
    { command: 'api-db', index: 'cellbridge_member_group_id_idx', signal: 'SIGINT' },
  ] as const;
  // Without an index to build a sync of the API database has nobody to wait for.
  const { indexesGroupIds } = harness.testDialect;
  test.each(SYNCS.filter(({ command }) => command === 'db' || indexesGroupIds))(
    'ends $command sync where it waits, and undoes it',
    async ({ command, index, signal }) => {
      const { api, cell } = await createDeployment(harness);
      const { raw } = command === 'db' ? cell : api;
      await raw.dropIndex('instance_group_member', index);
      const before = await catalogueOf(raw);
      await raw.beginWriting();
      await raw.lockTable('instance_group_member');
      const args = [command, 'sync', '--api-db', api.url];
      const run = startSource(BIN, { arguments: args });
      await run.waitFor('Waiting for');
      run.kill(signal);
      const { code, stderr } = await run.result;
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr: expect.stringMatching(/the sync was stopped before its end, .*; run it again\.\n$/),
      });
      await raw.query('ROLLBACK');
      expect(await catalogueOf(raw)).toEqual(before);
      const again = await runSource(BIN, { arguments: args });
      expect(again).toMatchObject({
        code: 0,
        stdout: expect.stringContaining(`built ${index}`),
      });
    },
  );
});
