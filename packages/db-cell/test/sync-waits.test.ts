import { DatabaseTimeoutError } from '@cellbridge/database';
import {
  catalogueOf,
  createDeployment,
  defer,
  forEachDialect,
  holdStatement,
  onDialect,
  type RawDatabase,
  useHarness,
} from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { openCellDatabase, syncCellDatabase } from '../src/index.js';

const STOP = new Error('Stopped by a test.');

/** Runs a sync, and aborts it as soon as it has reported who it waits for. */
async function syncUntilTold(url: string): Promise<{ reasons: string[]; error: unknown }> {
  await using database = await openCellDatabase(url, { lockTimeout: 100 });
  const stop = new AbortController();
  const reasons: string[] = [];
  const onWait = (reason: string) => {
    reasons.push(reason);
    stop.abort(STOP);
  };
  const syncing = syncCellDatabase(database, { onWait, signal: stop.signal });
  return { error: await syncing.catch((error: unknown) => error), reasons };
}

forEachDialect('A sync that waits', (harness) => {
  const holdTable = async (raw: RawDatabase): Promise<RawDatabase> => {
    const others = harness.open(raw.url);
    await others.beginWriting();
    await others.query('UPDATE instance_group_policy SET group_id = group_id');
    await others.lockTable('instance_group_policy');
    return others;
  };

  test('for a transaction reports it, and aborts with nothing done', async () => {
    const { cell } = await createDeployment(harness, { madeBy: 'nova' });
    const before = await catalogueOf(cell.raw);
    const others = await holdTable(cell.raw);
    const { error, reasons } = await syncUntilTold(cell.url);
    expect(error).toBe(STOP);
    expect(reasons).toEqual([expect.stringMatching(/^Waiting for .*\.$/)]);
    await others.query('COMMIT');
    expect(await catalogueOf(cell.raw)).toEqual(before);
    await using database = await openCellDatabase(cell.url);
    expect(await syncCellDatabase(database)).toMatchObject({ adopted: true });
  });

  test('for another sync reports it, and aborts', async () => {
    const { cell } = await createDeployment(harness, { madeBy: 'nova' });
    const build = holdStatement(({ text }) => text.startsWith('create index'));
    await using first = await openCellDatabase(cell.url, { intercept: build.intercept });
    const syncing = syncCellDatabase(first);
    await build.reached;
    expect(await syncUntilTold(cell.url)).toEqual({
      error: STOP,
      reasons: [expect.stringMatching(/^Waiting for .*\.$/)],
    });
    build.release();
    expect(await syncing).toMatchObject({ adopted: true });
  });

  test('does not begin after an abort', async () => {
    const { cell } = await createDeployment(harness, { madeBy: 'nova' });
    await using database = await openCellDatabase(cell.url);
    const syncing = syncCellDatabase(database, { signal: AbortSignal.abort(STOP) });
    await expect(syncing).rejects.toBe(STOP);
    expect(await syncCellDatabase(database)).toMatchObject({ adopted: true });
  });

  test('does not wait if there is nothing to do', async () => {
    const { cell } = await createDeployment(harness, { madeBy: 'adopted' });
    const others = await holdTable(cell.raw);
    await using database = await openCellDatabase(cell.url);
    expect(await syncCellDatabase(database)).toMatchObject({ applied: [], indexes: [] });
    await others.query('COMMIT');
  });
});

onDialect('mysql', 'A sync that waits for a table', (harness) => {
  test('lets others write meanwhile, and builds its indexes in the end', async () => {
    const { cell } = await createDeployment(harness, { madeBy: 'nova' });
    const insert = `INSERT INTO instance_groups (uuid, deleted) VALUES (uuid(), 0)`;
    const writer = harness.open(cell.url);
    await writer.beginWriting();
    await writer.query(insert);
    await using database = await openCellDatabase(cell.url);
    const told = defer<void>();
    const syncing = syncCellDatabase(database, { onWait: () => told.resolve() });
    await told.promise;
    // The sync gives way after two seconds.
    for (let count = 0; count < 3; count += 1) await cell.raw.query(insert);
    await writer.query('COMMIT');
    expect((await syncing).indexes).toContain('cellbridge_group_live_idx');
    expect(await cell.rows('instance_groups')).toHaveLength(4);
  });
});

describe('An unfinished build of an index, on postgresql', () => {
  const harness = useHarness('postgresql');

  const backUp = async (url: string, tables: readonly string[]): Promise<RawDatabase> => {
    const backup = harness.open(url);
    await backup.query('BEGIN ISOLATION LEVEL REPEATABLE READ');
    for (const table of tables) await backup.query(`SELECT 1 FROM ${table}`);
    return backup;
  };
  const brokenIn = async (raw: RawDatabase) =>
    await raw.query('SELECT indexrelid::regclass::text AS name FROM pg_index WHERE NOT indisvalid');

  test('leaves nothing behind when it is aborted', async () => {
    const { cell } = await createDeployment(harness, { madeBy: 'nova' });
    await backUp(cell.url, ['instance_groups']);
    expect((await syncUntilTold(cell.url)).error).toBe(STOP);
    expect(await brokenIn(cell.raw)).toEqual([]);
  });

  test('leaves nothing behind when the server ends it', async () => {
    const { cell } = await createDeployment(harness, { madeBy: 'nova' });
    await backUp(cell.url, ['instance_groups']);
    await using database = await openCellDatabase(cell.url);
    const told = defer<void>();
    const syncing = syncCellDatabase(database, { onWait: () => told.resolve() });
    const failure = syncing.catch((error: unknown) => error);
    await told.promise;
    await cell.raw.query(
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND query LIKE 'create index%'`,
    );
    expect(await failure).toBeInstanceOf(DatabaseTimeoutError);
    expect(await brokenIn(cell.raw)).toEqual([]);
  });

  test('leaves slow removals to the next sync', async () => {
    const { cell } = await createDeployment(harness, { madeBy: 'nova' });
    const backup = await backUp(cell.url, ['instance_groups', 'instance_group_policy']);
    expect((await syncUntilTold(cell.url)).error).toBe(STOP);
    expect(await brokenIn(cell.raw)).toEqual([{ name: 'cellbridge_policy_group_id_idx' }]);
    await backup.query('COMMIT');
    await using database = await openCellDatabase(cell.url);
    const { indexes } = await syncCellDatabase(database);
    expect(indexes).toContain('cellbridge_policy_group_id_idx');
    expect(await brokenIn(cell.raw)).toEqual([]);
  });
});
