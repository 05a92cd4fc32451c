import { useHarness } from '@cellbridge/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ClientPool } from '../src/postgresql/client-pool.js';

describe('ClientPool', () => {
  const harness = useHarness('postgresql');
  afterEach(() => {
    vi.useRealTimers();
  });

  async function openPool(max: number) {
    const connectionString = await harness.createDatabaseUrl();
    const wrap = (): { isReusable: boolean } => ({ isReusable: true });
    return new ClientPool({ connectionString, max }, wrap);
  }

  test('keeps a connection at hand, and makes no second one', async () => {
    const pool = await openPool(2);
    expect(pool.takeIdle()).toBeUndefined();
    const connection = await pool.take();
    pool.give(connection);
    expect(pool.takeIdle()).toBe(connection);
    pool.give(connection);
    await pool.close();
  });

  test('closes one that is not reusable, whether it was given back so or became so', async () => {
    const pool = await openPool(1);
    const broken = await pool.take();
    broken.isReusable = false;
    pool.give(broken);
    expect(pool.takeIdle()).toBeUndefined();
    const second = await pool.take();
    expect(second).not.toBe(broken);
    pool.give(second);
    second.isReusable = false;
    expect(pool.takeIdle()).toBeUndefined();
    const third = await pool.take();
    expect(third).not.toBe(second);
    pool.give(third);
    await pool.close();
  });

  test('gives a connection to whoever waits for it', async () => {
    const pool = await openPool(1);
    const connection = await pool.take();
    const waiting = pool.take();
    pool.give(connection);
    expect(pool.takeIdle()).toBeUndefined();
    expect(await waiting).toBe(connection);
    pool.give(connection);
    await pool.close();
  });

  test('does not keep for ever what nobody needs', async () => {
    const pool = await openPool(1);
    const connection = await pool.take();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    pool.give(connection);
    vi.advanceTimersByTime(10_000);
    expect(pool.takeIdle()).toBeUndefined();
    expect(await pool.take()).toBe(connection);
    pool.give(connection);
    await pool.close();
  });
});
