import { Deployment, InstanceGroup, InvalidInputError } from '@cellbridge/objects';
import { createDeployment, forEachDialect, type TestDeployment } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import {
  instanceGroupsMigration,
  type MigrationOptions,
  type OnlineMigration,
  type ProgressEvent,
  type RunOptions,
  runOnlineDataMigrations,
} from '../src/index.js';
import { openDeployment } from './support/move.js';

forEachDialect('runOnlineDataMigrations', (harness) => {
  test('runs migrations of a consumer beside the one of instance groups', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{}, {}, {}]);
    await databases.api.raw.query('CREATE TABLE tags (id integer, done integer)');
    await databases.api.raw.insert('tags', rows(120));
    const report = await run(databases, [tagsMigration(databases), instanceGroupsMigration], {});
    expect(report.outcome).toBe('complete');
    expect(report.migrations).toMatchObject([
      { name: 'migrate_tags', total: 120, found: 120, done: 120, remaining: 0 },
      { name: instanceGroupsMigration.name, total: 3, found: 3, done: 3, remaining: 0 },
    ]);
    expect(await databases.api.raw.query('SELECT id FROM tags WHERE done = 0')).toEqual([]);
    expect(await databases.api.groups()).toHaveLength(3);
  });

  test('shares a max count between migrations, in their order', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{}, {}, {}]);
    await databases.api.raw.query('CREATE TABLE tags (id integer, done integer)');
    await databases.api.raw.insert('tags', rows(3));
    const migrations = [tagsMigration(databases), instanceGroupsMigration];
    const counts: number[][] = [];
    const outcomes: string[] = [];
    for (let runs = 0; runs < 4; runs += 1) {
      const report = await run(databases, migrations, { maxCount: 2 });
      counts.push(report.migrations.map(({ done }) => done));
      outcomes.push(report.outcome);
    }
    expect(counts).toEqual([[2], [1, 1], [0, 2], [0, 0]]);
    expect(outcomes).toEqual(['more', 'more', 'more', 'complete']);
  });

  test('shares a max count between cells, and between a cell and its groups that stay', async () => {
    const databases = await createDeployment(harness, { cells: 3 });
    for (const cell of databases.cells) await cell.addGroups([{}, {}, {}, {}]);
    const [stuck] = await databases.cell.liveGroups();
    await databases.api.addGroups([{ uuid: stuck?.uuid ?? '', name: 'another' }]);
    const counts: (number | undefined)[] = [];
    for (let runs = 0; runs < 4; runs += 1) {
      const report = await run(databases, [instanceGroupsMigration], { maxCount: 5 });
      counts.push(report.migrations[0]?.done);
    }
    expect(counts).toEqual([5, 5, 1, 0]);
    expect(await databases.api.groups()).toHaveLength(12);
  });

  test('goes on with the others where one fails', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{}, {}]);
    const error = new Error('No such service.');
    const failing = migration('fails', () => Promise.reject(error));
    const report = await run(databases, [failing, instanceGroupsMigration], {});
    expect(report.outcome).toBe('failed');
    expect(report.migrations).toMatchObject([
      { name: 'fails', error },
      { done: 2, remaining: 0 },
    ]);
  });

  test('leaves what can never be moved, and still runs the others', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{}]);
    let calls = 0;
    const stuck = migration('stuck', async () => {
      calls += 1;
      return { found: 5, done: 0 };
    });
    const report = await run(databases, [stuck, instanceGroupsMigration], {});
    expect(calls).toBe(1);
    expect(report.outcome).toBe('quarantined');
    expect(report.migrations).toMatchObject([{ found: 5, done: 0, quarantined: 5 }, { done: 1 }]);
  });

  test.each<[what: string, options: RunOptions, outcomes: string[], found: number]>([
    ['finds and cannot move', {}, ['quarantined'], 50],
    ['finds and cannot move, with a max count', { maxCount: 60 }, ['more', 'quarantined'], 50],
    ['does not find', {}, ['more', 'quarantined'], 0],
  ])('asks for no run that would do nothing: the rest is what it %s', async (...of) => {
    const [, options, expected, found] = of;
    const databases = await createDeployment(harness);
    await databases.api.raw.query('CREATE TABLE tags (id integer, done integer)');
    await databases.api.raw.insert('tags', rows(170));
    const whole = tagsMigration(databases);
    const movable = tagsMigration(databases, 'id <= 50');
    const half: OnlineMigration = {
      ...whole,
      run: async (deployment, options) => {
        const result = await movable.run(deployment, options);
        return result.done > 0 ? result : { found, done: 0 };
      },
    };
    const outcomes: string[] = [];
    for (;;) {
      const report = await run(databases, [half], options);
      outcomes.push(report.outcome);
      if (report.outcome === 'more') continue;
      expect(report.migrations).toMatchObject([{ remaining: 120, quarantined: 120 }]);
      break;
    }
    expect(outcomes).toEqual(expected);
  });

  test('asks for another run where a migration says itself how many are set aside', async () => {
    const databases = await createDeployment(harness);
    const choosy = migration('choosy', async () => ({ found: 2, done: 0, quarantined: 2 }));
    const report = await run(databases, [choosy], {});
    expect(report).toMatchObject({
      outcome: 'more',
      migrations: [{ remaining: 5, quarantined: 2 }],
    });
  });

  test.each([undefined, null])('fails where a migration rejects with %s', async (reason) => {
    const databases = await createDeployment(harness);
    const failing = migration('silent', () => Promise.reject(reason));
    const remaining = { ...failing, remaining: () => Promise.reject(reason) };
    for (const silent of [failing, remaining]) {
      const report = await run(databases, [silent], {});
      const message = `The migration silent failed with ${reason}; reject with an error.`;
      expect(report).toMatchObject({ outcome: 'failed', migrations: [{ error: { message } }] });
    }
  });

  test.each<[result: unknown, message: string]>([
    [{ found: Number.NaN, done: 1 }, 'gave found = NaN; give a whole number, 0 or above'],
    [{ found: 1, done: -1 }, 'gave done = -1; give a whole number, 0 or above'],
    [{ found: 1.5, done: 1 }, 'gave found = 1.5; give a whole number, 0 or above'],
    [{ found: '1', done: 1 }, 'gave found = "1"; give a whole number, 0 or above'],
    [{ done: 1 }, 'gave found = undefined; give a whole number, 0 or above'],
    [{ found: 1, done: 1, quarantined: -1 }, 'gave quarantined = -1; give a whole number'],
    [{ found: 1, done: 5 }, 'gave found = 1 and done = 5; count what was moved as found, too'],
    [{ found: 0, done: 1 }, 'gave found = 0 and done = 1; count'],
    [{ found: 500, done: 10 }, 'gave found = 500 where the limit was 10'],
    [{ found: 11, done: 11 }, 'gave done = 11 where the limit was 10'],
    [undefined, 'gave undefined as its result; give { found, done }'],
  ])('refuses %j as a result, and goes on with the others', async (result, message) => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{}]);
    const wrong = migration('wrong', async () => result as { found: number; done: number });
    const report = await run(databases, [wrong, instanceGroupsMigration], { maxCount: 10 });
    expect(report.migrations).toMatchObject([
      {
        found: 0,
        done: 0,
        error: {
          code: 'INVALID_MIGRATION_RESULT',
          message: expect.stringContaining(`The migration wrong ${message}`),
        },
      },
      { done: 1 },
    ]);
  });

  test.each([
    { found: Number.NaN, done: 0 },
    { found: 1, done: 2 },
  ])('refuses a batch that cannot be: %j', async (batch) => {
    const databases = await createDeployment(harness);
    const wrong = migration('wrong', async ({ onBatch }) => {
      onBatch?.(batch);
      return { found: 1, done: 1 };
    });
    const report = await run(databases, [wrong], {});
    expect(report).toMatchObject({
      outcome: 'failed',
      migrations: [{ found: 0, done: 0, error: { code: 'INVALID_MIGRATION_RESULT' } }],
    });
  });

  test('tells of what a migration has not told of batch by batch', async () => {
    const databases = await createDeployment(harness);
    const events: ProgressEvent[] = [];
    const hasty = migration('hasty', async ({ onBatch }) => {
      onBatch?.({ found: 2, done: 0 });
      return { found: 5, done: 5 };
    });
    const report = await run(databases, [hasty], { onProgress: (event) => events.push(event) });
    expect(report.migrations).toMatchObject([{ found: 5, done: 5 }]);
    expect(events.filter(({ type }) => type === 'batch').at(-1)).toMatchObject({
      foundSoFar: 5,
      doneSoFar: 5,
    });
  });

  test('lets a migration set more aside than it may move', async () => {
    const databases = await createDeployment(harness);
    const choosy = migration('choosy', async () => ({ found: 15, done: 10, quarantined: 5 }));
    const report = await run(databases, [choosy], { maxCount: 10 });
    expect(report.migrations).toMatchObject([{ found: 15, done: 10, quarantined: 5 }]);
    expect(report.migrations[0]).not.toHaveProperty('error');
  });

  test.each<[what: string, remaining: () => Promise<number>, error: object]>([
    ['throws', () => Promise.reject(new Error('No table.')), { message: 'No table.' }],
    ['is NaN', async () => Number.NaN, { code: 'INVALID_MIGRATION_RESULT' }],
    ['is negative', async () => -1, { code: 'INVALID_MIGRATION_RESULT' }],
  ])('goes on with the others where remaining() %s', async (_, remaining, error) => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{}]);
    let calls = 0;
    const failing: OnlineMigration = {
      name: 'failing',
      run: async () => {
        calls += 1;
        return { found: 0, done: 0 };
      },
      remaining,
    };
    const report = await run(databases, [failing, instanceGroupsMigration], {});
    expect(calls).toBe(0);
    expect(report).toMatchObject({
      outcome: 'failed',
      migrations: [
        { name: 'failing', total: null, found: 0, done: 0, remaining: null, error },
        { done: 1, remaining: 0 },
      ],
    });
  });

  test('ends although records keep coming', async () => {
    const databases = await createDeployment(harness);
    const endless: OnlineMigration = {
      name: 'endless',
      run: async (_, { limit }) => {
        const count = Math.min(limit, 10);
        return { found: count, done: count };
      },
      remaining: async () => 25,
    };
    const report = await run(databases, [endless], {});
    expect(report).toMatchObject({ outcome: 'more', migrations: [{ total: 25, done: 30 }] });
  });

  test('ends although inserts continue while it runs, and leaves them to the next', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(Array.from({ length: 20 }, () => ({})));
    await using deployment = await openDeployment(databases);
    const late: Promise<{ uuid: string }[]>[] = [];
    const report = await runOnlineDataMigrations(deployment, [instanceGroupsMigration], {
      batchSize: 5,
      onProgress: ({ type }) => {
        if (type === 'batch') late.push(databases.cell.addGroups([{}, {}]));
      },
    });
    const [uuid = ''] = (await Promise.all(late)).flat().map((group) => group.uuid);
    expect(report).toMatchObject({ outcome: 'more', migrations: [{ total: 20, done: 20 }] });
    expect(await databases.api.rows('cellbridge_progress')).toMatchObject([{ state: 'stopped' }]);
    await using service = await openDeployment(databases);
    const found = await InstanceGroup.getByUuid(service.adminContext(), uuid);
    expect(found.location).toMatchObject({ database: 'cell' });
    const next = await runOnlineDataMigrations(deployment, [instanceGroupsMigration]);
    expect(next).toMatchObject({ outcome: 'complete', migrations: [{ done: late.length * 2 }] });
  });

  test.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])(
    'refuses %d as max count and as batch size',
    async (count) => {
      const databases = await createDeployment(harness);
      await databases.cell.addGroups([{}]);
      const before = await databases.cell.content();
      for (const options of [{ maxCount: count }, { batchSize: count }]) {
        await expect(run(databases, [instanceGroupsMigration], options)).rejects.toThrow(
          InvalidInputError,
        );
      }
      expect(await databases.cell.content()).toEqual(before);
    },
  );

  test.each<[options: unknown, message: RegExp]>([
    [null, /^The options are null; give an object\.$/],
    ['x', /^The options are "x"; give an object\.$/],
    [{ maxCount: '5' }, /^The max count is "5"; give a whole number above 0\.$/],
    [{ batchSize: '5' }, /^The batch size is "5"; give a whole number above 0\.$/],
    [
      { cells: 'x' },
      /^The option cells is "x"; give a list of cells that names one, or leave it out\.$/,
    ],
    [{ cells: [] }, /^The option cells is a list; give a list of cells that names one/],
    [{ cells: null }, /^The option cells is null; give a list of cells that/],
    [{ pause: -1 }, /^The option pause is -1; give a number, 0 or above\.$/],
    [{ pause: Number.POSITIVE_INFINITY }, /^The option pause is Infinity; give a number/],
    [{ patience: 'x' }, /^The option patience is "x"; give a number, 0 or above\.$/],
    [{ signal: 5 }, /^The option signal is 5; give an AbortSignal\.$/],
    [{ onProgress: 5 }, /^The option onProgress is 5; give a function\.$/],
  ])('refuses the options %j', async (options, message) => {
    const databases = await createDeployment(harness);
    const refused = run(databases, [instanceGroupsMigration], options as RunOptions);
    await expect(refused).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(message),
    });
  });

  test.each<[migrations: unknown, message: RegExp]>([
    [instanceGroupsMigration, /^The migrations are an object; give a list of them\.$/],
    [undefined, /^The migrations are undefined; give a list of them\.$/],
    [[null], /^The migration migrations\[0\] is null; give \{ name, run, remaining \}\.$/],
    [[instanceGroupsMigration, { name: 'a' }], /^The migration migrations\[1\] is an object; give/],
  ])('refuses the migrations %j', async (migrations, message) => {
    const databases = await createDeployment(harness);
    const refused = run(databases, migrations as OnlineMigration[], {});
    await expect(refused).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      message: expect.stringMatching(message),
    });
  });

  test('refuses a cell that is not there, before it moves anything', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{}]);
    const cells = [databases.cell.uuid, 'elsewhere'];
    await expect(run(databases, [instanceGroupsMigration], { cells })).rejects.toThrow(
      InvalidInputError,
    );
    expect(await databases.api.groups()).toEqual([]);
  });

  test('moves the cells that it is told to, and no others', async () => {
    const databases = await createDeployment(harness, { cells: 2 });
    for (const cell of databases.cells) await cell.addGroups([{}, {}]);
    const cells = [databases.cells[1]?.uuid ?? ''];
    const report = await run(databases, [instanceGroupsMigration], { cells });
    expect(report).toMatchObject({ outcome: 'complete', migrations: [{ total: 2, done: 2 }] });
    expect(await databases.cells[0]?.liveGroups()).toHaveLength(2);
    expect(await databases.cells[1]?.liveGroups()).toEqual([]);
  });

  test('says what it does, batch by batch', async () => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups(Array.from({ length: 10 }, () => ({})));
    const events: ProgressEvent[] = [];
    await run(databases, [instanceGroupsMigration], {
      batchSize: 4,
      onProgress: (event) => events.push(event),
    });
    const { name } = instanceGroupsMigration;
    expect(events.at(0)).toMatchObject({ type: 'start', migration: name, total: 10 });
    expect(events.at(-2)).toMatchObject({ type: 'end', migration: name, found: 10, done: 10 });
    expect(events.at(-1)).toMatchObject({ type: 'finished', outcome: 'complete', stopped: false });
    const batches = events.filter((event) => event.type === 'batch');
    expect(batches.map(({ done }) => done).sort()).toEqual([2, 4, 4]);
    expect(batches.at(-1)).toMatchObject({ foundSoFar: 10, doneSoFar: 10, total: 10 });
    for (const { cellUuid, cellName } of batches) {
      expect({ cellUuid, cellName }).toEqual({ cellUuid: databases.cell.uuid, cellName: 'cell1' });
    }
  });

  test.each<[how: string, onProgress: () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('No screen.');
      },
    ],
    ['rejects', () => Promise.reject(new Error('No screen.'))],
  ])('goes on where whoever is told of it %s', async (_, onProgress) => {
    const databases = await createDeployment(harness);
    await databases.cell.addGroups([{}, {}]);
    const report = await run(databases, [instanceGroupsMigration], { onProgress });
    expect(report).toMatchObject({ outcome: 'complete', migrations: [{ done: 2 }] });
  });

  describe('with a signal', () => {
    test('ends after the batches that are running, and goes on in a new run', async () => {
      const databases = await createDeployment(harness);
      await databases.cell.addGroups(Array.from({ length: 30 }, () => ({ members: ['a'] })));
      const before = await databases.cell.liveGroups();
      const controller = new AbortController();
      const report = await run(databases, [instanceGroupsMigration], {
        batchSize: 3,
        signal: controller.signal,
        onProgress: ({ type }) => {
          if (type === 'batch') controller.abort();
        },
      });
      expect(report).toMatchObject({ outcome: 'more', stopped: true });
      const done = report.migrations[0]?.done ?? 0;
      expect(done).toBeGreaterThan(0);
      expect(done).toBeLessThanOrEqual(6);
      expect(await databases.api.groups()).toHaveLength(done);
      expect(await databases.cell.liveGroups()).toHaveLength(30 - done);
      expect((await databases.api.content()).cellbridge_progress).toMatchObject([
        { state: 'stopped', found: done, done },
      ]);
      const next = await run(databases, [instanceGroupsMigration], {});
      expect(next).toMatchObject({ outcome: 'complete', migrations: [{ done: 30 - done }] });
      expect(await databases.api.groups()).toEqual(before);
    });

    test('takes nothing that it left for what cannot be moved', async () => {
      const databases = await createDeployment(harness);
      const idle = migration('idle', async () => ({ found: 0, done: 0 }));
      const report = await run(databases, [idle], { signal: AbortSignal.abort() });
      expect(report).toMatchObject({ outcome: 'more', migrations: [{ quarantined: 0 }] });
    });

    test('leaves a cell complete that has nothing left', async () => {
      const databases = await createDeployment(harness);
      await databases.cell.addGroups([{}]);
      await run(databases, [instanceGroupsMigration], {});
      const signal = AbortSignal.abort();
      const report = await run(databases, [instanceGroupsMigration], { signal });
      expect(report).toMatchObject({ outcome: 'complete', stopped: true });
      expect((await databases.api.content()).cellbridge_progress).toMatchObject([
        { state: 'complete' },
      ]);
    });

    test('that was aborted before, moves nothing', async () => {
      const databases = await createDeployment(harness);
      await databases.cell.addGroups([{}]);
      const signal = AbortSignal.abort();
      const report = await run(databases, [instanceGroupsMigration], { signal });
      expect(report).toMatchObject({ outcome: 'more', stopped: true, migrations: [{ done: 0 }] });
      expect(await databases.api.groups()).toEqual([]);
    });
  });

  test('goes on where the last run has stopped, and comes back for what is before it', async () => {
    const databases = await createDeployment(harness);
    const added = await databases.cell.addGroups([{ deleted: true }, {}, {}]);
    const [before, first, second] = added.map(({ uuid }) => uuid);
    const moved = async () => (await databases.api.groups()).map(({ uuid }) => uuid).sort();
    await run(databases, [instanceGroupsMigration], { maxCount: 1 });
    expect(await moved()).toEqual([first]);
    await databases.cell.raw.query(
      'UPDATE instance_groups SET deleted = 0 WHERE uuid = ?',
      before ?? '',
    );
    await run(databases, [instanceGroupsMigration], { maxCount: 1 });
    expect(await moved()).toEqual([first, second].sort());
    const report = await run(databases, [instanceGroupsMigration], { maxCount: 1 });
    expect(report).toMatchObject({ migrations: [{ total: 1, done: 1, remaining: 0 }] });
    expect(await moved()).toEqual([before, first, second].sort());
    // The cursor never goes back; a limit that is just enough leaves nothing to do.
    expect(await databases.api.rows('cellbridge_progress')).toMatchObject([
      { cursor: added.at(-1)?.id, state: 'complete', found: 3, done: 3 },
    ]);
  });

  test('has nothing to do in an empty cell', async () => {
    const databases = await createDeployment(harness);
    const report = await run(databases, [instanceGroupsMigration], {});
    expect(report).toMatchObject({ outcome: 'complete', stopped: false });
    expect(report.migrations).toMatchObject([{ total: 0, found: 0, done: 0, remaining: 0 }]);
  });

  test('a first batch in which nothing can move: the later ones still do', async () => {
    const databases = await createDeployment(harness);
    const stuck = await databases.cell.addGroups(Array.from({ length: 5 }, () => ({})));
    await databases.cell.addGroups(Array.from({ length: 15 }, () => ({})));
    await databases.api.addGroups(stuck.map(({ uuid }) => ({ uuid, name: 'another' })));
    const report = await run(databases, [instanceGroupsMigration], { batchSize: 5 });
    expect(report.outcome).toBe('quarantined');
    expect(report.migrations).toMatchObject([
      { total: 20, found: 20, done: 15, remaining: 5, quarantined: 5 },
    ]);
    const limited = await run(databases, [instanceGroupsMigration], { maxCount: 3 });
    expect(limited).toMatchObject({ outcome: 'quarantined', migrations: [{ done: 0 }] });
  });
});

async function run(
  databases: TestDeployment,
  migrations: readonly OnlineMigration[],
  options: RunOptions,
) {
  await using deployment = await Deployment.open({ api: databases.api.url });
  return await runOnlineDataMigrations(deployment, migrations, options);
}

function migration(
  name: string,
  run: (options: MigrationOptions) => Promise<{ found: number; done: number }>,
): OnlineMigration {
  return { name, run: (_, options) => run(options), remaining: async () => 5 };
}

function rows(count: number) {
  return Array.from({ length: count }, (_, index) => ({ id: index + 1, done: 0 }));
}

/** A migration as a consumer writes it, fifty records a call. */
function tagsMigration({ api: { raw } }: TestDeployment, which = '1 = 1'): OnlineMigration {
  return {
    name: 'migrate_tags',
    run: async (_, { limit }) => {
      const count = Math.min(limit, 50);
      const found = await raw.query(
        `SELECT id FROM tags WHERE done = 0 AND ${which} LIMIT ${count}`,
      );
      for (const { id } of found) await raw.query('UPDATE tags SET done = 1 WHERE id = ?', id ?? 0);
      return { found: found.length, done: found.length };
    },
    remaining: async () => (await raw.query('SELECT id FROM tags WHERE done = 0')).length,
  };
}
