import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import type { ProgressEvent } from '@cellbridge/migrator';
import { createDeployment, forEachDialect, startSource, useHarness } from '@cellbridge/testing';
import parsePrometheus from 'parse-prometheus-text-format';
import { describe, expect, test } from 'vitest';
import { DOCUMENTS } from './contract/documents.js';
import { cellbridge } from './run.js';

const BIN = new URL('../src/bin.ts', import.meta.url);
const MOVE = ['db', 'online-data-migrations'];
const QUARANTINED = '0c000000-0000-4000-8000-000000000001';
/** When a run that was killed gave its last sign of life, instead of waiting until it is taken for lost. */
const LONG_AGO = '2024-02-29 00:00:01';

/** The events in some lines, each as its schema says. */
const linesOf = (text: string): ProgressEvent[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const event = JSON.parse(line);
      DOCUMENTS.check('event', event);
      return event;
    });

forEachDialect('--events', (harness) => {
  test('tells the story of a killed migrator, a paused cell and a quarantined group', async () => {
    const { api, cells } = await createDeployment(harness, { cells: 2 });
    const [cell1, cell2] = cells;
    await cell1?.addGroups([{ uuid: QUARANTINED, name: 'in the cell' }, {}, {}]);
    await cell2?.addGroups([{}]);
    await api.addGroups([{ uuid: QUARANTINED, name: 'in the API database' }]);
    const file = join(await harness.folder(), 'events.jsonl');
    const move = [...MOVE, '--events', file];
    await cellbridge({ apiUrl: api.url }, 'move', 'pause', '--cell', 'cell2');
    const killed = startSource(BIN, { arguments: [...move, '--api-db', api.url] });
    await killed.waitFor('cell2: Paused by');
    killed.kill('SIGKILL');
    await killed.result;
    const before = linesOf(await readFile(file, 'utf8'));
    const [first] = before;
    expect(first).toMatchObject({ type: 'start', total: 4 });
    expect(before.map(({ type }) => type)).not.toContain('finished');
    await api.raw.query('UPDATE cellbridge_migrators SET heartbeat_at = ?', LONG_AGO);

    const resume = async () => await cellbridge({ apiUrl: api.url }, 'move', 'resume');
    const second = await cellbridge(
      {
        apiUrl: api.url,
        onNote: (note) => {
          if (note.includes('cell2: Paused by')) void resume();
        },
      },
      ...move,
    );
    expect(second.code).toBe(3);
    expect(second.stderr).toContain('cell2: this run takes the place of process ');
    const after = linesOf(await readFile(file, 'utf8')).slice(before.length);
    const ofCell2 = after.filter((event) => 'cellName' in event && event.cellName === 'cell2');
    expect(ofCell2).toMatchObject([
      { type: 'cell', state: 'running' },
      {
        type: 'lost',
        lost: { runId: first?.runId, heartbeatAt: '2024-02-29T00:00:01.000000Z' },
      },
      { type: 'wait', state: 'paused', reason: expect.stringContaining('Paused by') },
      { type: 'wait', state: 'moving', reason: 'cell2: The pause has ended.' },
      { type: 'batch', found: 1, done: 1 },
      { type: 'cell', state: 'complete' },
    ]);
    // The first run may have met it, too, before it was killed.
    expect(after.filter(({ type }) => type === 'quarantined')).toMatchObject([
      { groupUuid: QUARANTINED, cellName: 'cell1', reason: 'different' },
    ]);
    expect(after.at(-1)).toMatchObject({ type: 'finished', outcome: 'quarantined' });
  });
});

describe('What watches a run', () => {
  const harness = useHarness('sqlite');

  async function fill() {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}, {}]);
    return { api, folder: await harness.folder(), options: { apiUrl: api.url } };
  }

  test('--events - leaves standard output to the events', async () => {
    const { options } = await fill();
    const { code, stdout, stderr } = await cellbridge(options, ...MOVE, '--events', '-');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const types = linesOf(stdout).map(({ type }) => type);
    expect(types).toEqual(['start', 'cell', 'batch', 'cell', 'end', 'finished']);
    const both = await cellbridge(options, ...MOVE, '--events', '-', '--json');
    expect(both.code).toBe(127);
    expect(both.json()).toMatchObject({ error: { message: expect.stringContaining('leave out') } });
  });

  test('--events refuses a file that cannot be written, before anything moves', async () => {
    const { api, options, folder } = await fill();
    const refused = await cellbridge({ ...options, folder }, ...MOVE, '--events', 'no/such/file');
    expect(refused.code).toBe(127);
    expect(refused.stderr).toMatch(
      /^cellbridge: --events: ENOENT.* Give a file that can be written\.\n$/,
    );
    const isFolder = await cellbridge({ ...options, folder }, ...MOVE, '--events', '.');
    expect(isFolder).toMatchObject({ code: 127, stderr: expect.stringContaining('is a folder') });
    expect(await api.groups()).toEqual([]);
  });

  test('--on-event gets each event but batches, one after the other', async () => {
    const { options, folder } = await fill();
    const command = 'cat >> events; echo "$CELLBRIDGE_EVENT" >> types; echo told';
    const run = await cellbridge({ ...options, folder }, ...MOVE, '--on-event', command);
    expect(run).toMatchObject({ code: 0, stderr: 'told\n'.repeat(5) });
    expect(run.stdout).not.toContain('told');
    const types = ['start', 'cell', 'cell', 'end', 'finished'];
    expect((await readFile(join(folder, 'types'), 'utf8')).split('\n')).toEqual([...types, '']);
    const events = linesOf(await readFile(join(folder, 'events'), 'utf8'));
    expect(events.map(({ type }) => type)).toEqual(types);
  });

  test('--on-event that fails is warned of, and the run goes on', async () => {
    const { options } = await fill();
    const command = 'test "$CELLBRIDGE_EVENT" != cell';
    const { code, stderr } = await cellbridge(options, ...MOVE, '--on-event', command);
    const warning = '--on-event failed at the event cell: it ended with 1.\n';
    expect({ code, stderr }).toEqual({ code: 0, stderr: warning.repeat(2) });
  });

  /** The values of a metric by its labels, without the cell's uuid and the migration. */
  function valuesOf(text: string, name: string) {
    const { metrics = [] } = parsePrometheus(text).find((family) => family.name === name) ?? {};
    return metrics.map(({ labels = {}, value }) => {
      const { cell_uuid: _uuid, migration: _migration, ...named } = labels;
      return [named, Number(value)];
    });
  }

  test('--metrics-file has the numbers of the status, and what the run counted', async () => {
    const { options, folder } = await fill();
    const file = join(folder, 'cellbridge.prom');
    await cellbridge({ ...options, folder }, ...MOVE, '--metrics-file', 'cellbridge.prom');
    const text = await readFile(file, 'utf8');
    expect(text).toMatch(/\n$/);
    const of = (name: string) => valuesOf(text, `cellbridge_${name}`);
    expect(of('ready')).toEqual([[{}, 1]]);
    expect(of('cell_state')).toContainEqual([{ cell: 'cell1', state: 'complete' }, 1]);
    expect(of('cell_state').filter(([, value]) => value === 1)).toHaveLength(1);
    // Nobody knows a rate where nothing is at work.
    expect(of('cell_rate')).toEqual([]);
    expect(of('cell_groups_done')).toEqual([[{ cell: 'cell1' }, 2]]);
    expect(of('cell_groups_remaining')).toEqual([[{ cell: 'cell1' }, 0]]);
    expect(of('groups_moved_total')).toEqual([[{ cell: 'cell1' }, 2]]);
    expect(text).toMatch(/^cellbridge_batch_duration_seconds_count\{.*cell="cell1",.*\} 1$/m);
    expect(of('runs_total')).toEqual([[{ outcome: 'complete' }, 1]]);
    // Of one cell it is not known whether all are complete.
    const chosen = [...MOVE, '--cell', 'cell1', '--metrics-file', 'cellbridge.prom'];
    await cellbridge({ ...options, folder }, ...chosen);
    expect(valuesOf(await readFile(file, 'utf8'), 'cellbridge_ready')).toEqual([]);
    // Without a run, too.
    await cellbridge({ ...options, folder }, 'status', '--metrics-file', 'cellbridge.prom');
    const later = await readFile(file, 'utf8');
    expect(valuesOf(later, 'cellbridge_cell_groups_done')).toEqual([[{ cell: 'cell1' }, 2]]);
    expect(valuesOf(later, 'cellbridge_runs_total')).toEqual([]);
  });

  test('--metrics-file refuses a file that cannot be written, before anything moves', async () => {
    const { api, options, folder } = await fill();
    const args = [...MOVE, '--metrics-file', 'no/such.prom'];
    const refused = await cellbridge({ ...options, folder }, ...args);
    expect(refused.code).toBe(127);
    expect(refused.stderr).toMatch(/^cellbridge: --metrics-file: ENOENT/);
    expect(await api.groups()).toEqual([]);
  });

  test('--metrics-port shows a run that is at work', async () => {
    const { options } = await fill();
    const port = await freePort();
    await cellbridge(options, 'move', 'pause');
    let shown = '';
    let isCut: Promise<unknown> | undefined;
    const look = async () => {
      const scrape = async () => await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
      const both = await Promise.all([scrape(), scrape()]);
      for (const text of both) expect(text).toContain('cellbridge_ready');
      [shown] = both;
      // A request that it does not finish keeps no run alive.
      const client = connect(port, '127.0.0.1');
      await once(client, 'connect');
      client.write('GET /met');
      isCut = once(client, 'close');
      await cellbridge(options, 'move', 'resume');
    };
    const onNote = (note: string) => {
      if (note.includes('Paused by')) void look();
    };
    const { code } = await cellbridge(
      { ...options, onNote },
      ...[...MOVE, '--metrics-port', String(port)],
    );
    expect(code).toBe(0);
    await isCut;
    expect(valuesOf(shown, 'cellbridge_cell_paused')).toEqual([[{ cell: 'cell1' }, 1]]);
    expect(valuesOf(shown, 'cellbridge_waits_total')).toEqual([
      [{ cell: 'cell1', state: 'paused' }, 1],
    ]);
    await expect(fetch(`http://127.0.0.1:${port}/metrics`)).rejects.toThrow();
  });

  test('--metrics-port refuses a port that is taken, before anything moves', async () => {
    const { api, options } = await fill();
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const port = Object(server.address()).port;
    const refused = await cellbridge(options, ...MOVE, '--metrics-port', String(port));
    server.close();
    expect(refused.code).toBe(127);
    expect(refused.stderr).toContain(`127.0.0.1:${port} cannot be listened on`);
    expect(await api.groups()).toEqual([]);
  });

  test.each(['0', '65536', 'x', '127.0.0.1', '::1:9464'])(
    '--metrics-port %s is refused',
    async (port) => {
      const refused = await cellbridge({}, ...MOVE, '--metrics-port', port);
      expect(refused).toMatchObject({
        code: 127,
        stderr: expect.stringContaining('or ADDRESS:PORT'),
      });
    },
  );

  async function freePort(): Promise<number> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = Object(server.address());
    server.close();
    await once(server, 'close');
    return port;
  }
});

describe('The log', () => {
  const harness = useHarness('sqlite');

  test('--log-format json has an object a line, with the event', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{}]);
    const args = [...MOVE, '--log-format', 'json', '--rate', '5'];
    const { code, stderr } = await cellbridge({ apiUrl: api.url }, ...args);
    expect(code).toBe(0);
    const lines = stderr
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    expect(lines).toMatchObject([
      {
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        level: 'info',
        message: 'cell1: At most 5 groups a second, set by an option of the run.',
        event: { type: 'wait', state: 'slowed', cellName: 'cell1' },
      },
    ]);
  });

  test('--log-format json has errors of the user, too', async () => {
    for (const given of [['--log-format', 'json'], ['--log-format=json']]) {
      const { code, stderr } = await cellbridge({}, 'status', '--nonsense', ...given);
      expect(code).toBe(127);
      expect(JSON.parse(stderr)).toMatchObject({
        level: 'error',
        code: 'INVALID_INPUT',
        message: expect.stringMatching(/^Unknown option '--nonsense'/),
      });
    }
  });

  test('--log-level decides how much is told', async () => {
    const { api, cell } = await createDeployment(harness);
    await cell.addGroups([{ uuid: QUARANTINED, name: 'in the cell' }]);
    await api.addGroups([{ uuid: QUARANTINED, name: 'in the API database' }]);
    const told = async (level: string, ...more: string[]) => {
      const args = [...MOVE, '--log-level', level, '--rate', '5', ...more];
      const { stderr } = await cellbridge({ apiUrl: api.url }, ...args);
      return stderr
        .replaceAll(/^\S+Z /gm, '')
        .split('\n')
        .filter(Boolean);
    };
    const limit = 'cell1: At most 5 groups a second, set by an option of the run.';
    expect(await told('debug')).toEqual([
      'cell1: running.',
      limit,
      expect.stringContaining(`cell1: group ${QUARANTINED} goes into quarantine (different): `),
      'cell1: quarantined.',
      'The run has ended: quarantined.',
    ]);
    expect(await told('info')).toEqual([limit]);
    expect(await told('warn')).toEqual([]);
    await api.raw.query('DELETE FROM cellbridge_quarantine');
    // Nothing else tells people of it.
    expect(await told('warn', '--events', '-')).toEqual([
      expect.stringContaining(`cell1: group ${QUARANTINED} goes into quarantine (different): `),
    ]);
    const refused = await cellbridge({}, 'status', '--log-level', 'loud');
    expect(refused).toMatchObject({
      code: 127,
      stderr: expect.stringContaining('error, warn, info'),
    });
  });
});
