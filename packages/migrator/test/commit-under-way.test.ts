import { InstanceGroup, InstanceGroupNotFoundError } from '@cellbridge/objects';
import {
  createDeployment,
  openRaw,
  type RawDatabase,
  startSource,
  useHarness,
} from '@cellbridge/testing';
import { describe, expect, test, vi } from 'vitest';
import { openDeployment } from './support/move.js';

const UUID = '0a000000-0000-4000-8000-000000000001';
const PATIENCE = { timeout: 30_000, interval: 20 };

/** Whoever has inserted a receipt waits in its commit for whoever has the lock. */
const HOLD_COMMITS = [
  `CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_advisory_xact_lock(42); RETURN NULL; END'`,
  `CREATE CONSTRAINT TRIGGER hold AFTER INSERT ON cellbridge_receipts
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION hold()`,
  'SELECT pg_advisory_lock(42)',
];

/** The server has received the commit of a migrator that is killed: it commits all the same. */
describe('A migrator that dies while its commit is under way', () => {
  const harness = useHarness('postgresql');

  test.each(['sqlite', 'postgresql'] as const)('undoes no write, cell on %s', async (cell) => {
    const { databases, holder } = await dieInCommit(cell);
    await using service = await openDeployment(databases);
    const context = service.adminContext();
    const adding = InstanceGroup.addMembers(context, UUID, ['new']);
    await settledOrWaiting(adding, holder);
    await finishCommit(holder);
    await adding;
    const { members } = await InstanceGroup.getByUuid(context, UUID);
    expect(members.sort()).toEqual(['a', 'new']);
  });

  test.each(['sqlite', 'postgresql'] as const)('brings no group back, cell on %s', async (cell) => {
    const { databases, holder } = await dieInCommit(cell);
    await using service = await openDeployment(databases);
    const context = service.adminContext();
    const destroying = InstanceGroup.getByUuid(context, UUID).then((group) => group.destroy());
    await settledOrWaiting(destroying, holder);
    await finishCommit(holder);
    await destroying;
    const found = InstanceGroup.getByUuid(context, UUID);
    await expect(found).rejects.toBeInstanceOf(InstanceGroupNotFoundError);
  });

  async function dieInCommit(cell: 'sqlite' | 'postgresql') {
    const databases = await createDeployment(harness, { cells: [cell] });
    await databases.cell.addGroups([{ uuid: UUID, members: ['a'] }]);
    const holder = openRaw(databases.api.url);
    for (const statement of HOLD_COMMITS) await holder.query(statement);
    const migrator = startSource(new URL('./support/move-process.ts', import.meta.url), {
      arguments: [databases.api.url],
    });
    const isWaiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
      AND query = 'commit' AND wait_event = 'advisory'`;
    await vi.waitUntil(async () => (await holder.query(isWaiting)).length === 1, PATIENCE);
    migrator.kill('SIGKILL');
    await migrator.result;
    return { databases, holder };
  }

  /** Waits until a write is acknowledged, or waits for the commit that is under way. */
  async function settledOrWaiting(write: Promise<unknown>, holder: RawDatabase): Promise<void> {
    let isSettled = false;
    const settle = () => {
      isSettled = true;
    };
    write.then(settle, settle);
    const isWaiting = `SELECT 1 FROM pg_stat_activity WHERE datname = current_database()
      AND wait_event_type = 'Lock' AND wait_event = 'transactionid'`;
    const isBlocked = async () => (await holder.query(isWaiting)).length > 0;
    await vi.waitUntil(async () => isSettled || (await isBlocked()), PATIENCE);
  }

  async function finishCommit(holder: RawDatabase): Promise<void> {
    await holder.query('SELECT pg_advisory_unlock(42)');
    const receipts = () => holder.query('SELECT 1 FROM cellbridge_receipts');
    await vi.waitUntil(async () => (await receipts()).length === 1, PATIENCE);
    await holder.close();
  }
});
