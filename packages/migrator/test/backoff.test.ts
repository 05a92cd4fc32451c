import { setTimeout } from 'node:timers/promises';
import {
  createDeployment,
  forEachDialect,
  type Harness,
  holdStatement,
  onDialect,
} from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { type CellSteering, readSteering, steerMoves } from '../src/index.js';
import { Backoff } from '../src/instance-groups/backoff.js';
import { BatchSize } from '../src/instance-groups/batch-size.js';
import { openDeployment, runMove } from './support/move.js';

const HALF_LIFE = 10_000;

describe('A backoff', () => {
  test('is none until somebody has waited too long', () => {
    const backoff = new Backoff();
    expect(backoff.maxWait).toBe(20);
    expect(backoff.strength(1)).toBe(0);
    expect(backoff.takeGrowth(1)).toBe(Number.POSITIVE_INFINITY);
  });

  test('halves in ten seconds, and ends', () => {
    const backoff = new Backoff();
    backoff.increase(0);
    expect(backoff.strength(0)).toBe(1);
    expect(backoff.strength(HALF_LIFE)).toBe(0.5);
    expect(backoff.strength(4 * HALF_LIFE)).toBe(0);
  });

  test('becomes stronger each time, up to a bound', () => {
    const backoff = new Backoff();
    backoff.increase(0);
    backoff.increase(HALF_LIFE);
    expect(backoff.strength(HALF_LIFE)).toBe(1.5);
    backoff.increase(HALF_LIFE);
    expect(backoff.strength(HALF_LIFE)).toBe(2);
  });

  test('lets batches double in ten seconds, however many there are', () => {
    const backoff = new Backoff();
    backoff.increase(0);
    const growth = [2_000, 5_000, HALF_LIFE].map((now) => backoff.takeGrowth(now));
    expect(growth.reduce((product, one) => product * one)).toBeCloseTo(2);
    expect(Math.max(...growth)).toBeLessThan(2);
  });
});

describe('The size of batches', () => {
  const unhindered = { growth: Number.POSITIVE_INFINITY, isWatched: true };

  test('doubles while a batch is quick, and fits a quarter of a second then', () => {
    const size = new BatchSize(undefined);
    const first = size.rows;
    size.learn({ groups: 10, rows: first }, 1, unhindered);
    expect(size.rows).toBe(first * 2);
    size.learn({ groups: 10, rows: first * 2 }, 500, unhindered);
    expect(size.rows).toBe(first);
  });

  test('fits a shorter time where it is given, and no longer one', () => {
    const size = new BatchSize(undefined);
    const { rows } = size;
    size.learn({ groups: 10, rows }, 100, { ...unhindered, target: 50 });
    expect(size.rows).toBe(rows / 2);
    size.learn({ groups: 10, rows }, 250, { ...unhindered, target: 10_000 });
    expect(size.rows).toBe(rows);
  });

  test('shrinks to a thousand rows where nobody waits, however long they take', () => {
    const size = new BatchSize(undefined);
    for (let batch = 0; batch < 5; batch += 1) {
      size.learn({ groups: 10, rows: size.rows }, 10_000, unhindered);
    }
    expect(size.rows).toBe(1_000);
    size.learn({ groups: 10, rows: 1_000 }, 10_000, { ...unhindered, isWatched: false });
    expect(size.rows).toBe(500);
  });

  test('stays below what was too large for the server', () => {
    const size = new BatchSize(undefined);
    while (size.rows > 300) size.halve({ groups: 10, rows: size.rows });
    const { rows } = size;
    size.learn({ groups: 10, rows }, 10_000, unhindered);
    expect(size.rows).toBe(rows);
  });

  test('grows no faster than it may', () => {
    const size = new BatchSize(undefined);
    const { rows } = size;
    size.learn({ groups: 10, rows }, 1, { ...unhindered, growth: 1.1 });
    expect(size.rows).toBe(rows * 1.1);
  });

  test('shrinks as far as the wait was too long, to half at least', () => {
    const size = new BatchSize(undefined);
    size.shrink({ groups: 10, rows: 2_000 }, 1.2);
    expect(size.rows).toBe(1_000);
    size.shrink({ groups: 10, rows: 2_000 }, 8);
    expect(size.rows).toBe(250);
    // Another batch that was under way tells what is known already.
    size.shrink({ groups: 10, rows: 2_000 }, 4);
    expect(size.rows).toBe(250);
    size.shrink({ groups: 10, rows: 250 }, Number.POSITIVE_INFINITY);
    expect(size.rows).toBe(100);
  });

  test('stays as an operator has fixed it', () => {
    const size = new BatchSize(7);
    size.shrink({ groups: 7, rows: 70 }, 2);
    expect(size.groups).toBe(7);
  });
});

const GROUPS = 600;

/** Moves groups; somebody waits for the first batch, or nobody does. */
async function moveBeside(harness: Harness, writer: 'waits' | 'does not wait') {
  const databases = await createDeployment(harness);
  const { cell } = databases;
  const [group] = await cell.addGroups(Array.from({ length: GROUPS }, () => ({ members: ['a'] })));
  const held = holdStatement(({ text }) => /^insert into "cellbridge_receipts"/i.test(text));
  await using elsewhere = await openDeployment(databases);
  await using deployment = await openDeployment(databases, {
    database: { intercept: held.intercept },
  });
  await steerMoves(elsewhere, { concurrency: 1, maxWriterWait: 1 }, { wishedBy: 'ada' });
  const batches: number[] = [];
  let steering: Promise<readonly CellSteering[]> | undefined;
  const moving = runMove(deployment, {
    onProgress: (event) => {
      if (event.type !== 'batch') return;
      batches.push(event.found);
      if (batches.length === 2) steering = readSteering(elsewhere);
    },
  });
  await held.reached;
  let write: Promise<unknown> | undefined;
  if (writer === 'waits') {
    write = elsewhere.cell(cell.uuid).transaction(async (transaction) => {
      await transaction.run(
        sql`update instance_groups set updated_at = created_at where id = ${group?.id}`,
      );
    });
    while (!(await cell.raw.isBlocked())) await setTimeout(10);
  }
  held.release();
  await write;
  expect(await moving).toMatchObject({ outcome: 'complete' });
  return { batches, reason: (await steering)?.[0]?.migrators[0]?.reason };
}

forEachDialect('A move that makes a service wait', (harness) => {
  test('goes on in smaller batches, and says why', async () => {
    const { batches, reason } = await moveBeside(harness, 'waits');
    expect(batches[0]).toBe(200);
    expect(batches[1]).toBeLessThanOrEqual(100);
    expect(reason).toBe(
      'It rests between batches: services have waited for one for more than 1 ms.',
    );
  });
});

// A server of MySQL or MariaDB tells of waits for others, too.
onDialect('postgresql', 'A move that makes nobody wait', (harness) => {
  test('keeps its batches large', async () => {
    const { batches } = await moveBeside(harness, 'does not wait');
    expect(batches[1]).toBeGreaterThanOrEqual(200);
  });
});

test('Small batches grow while nobody waits, however short they are', () => {
  const backoff = new Backoff();
  const size = new BatchSize(undefined);
  backoff.increase(0);
  size.shrink({ groups: 10, rows: 100 }, 2);
  for (let now = 10; now <= 2 * HALF_LIFE; now += 10) {
    size.learn({ groups: 10, rows: size.rows }, 10, {
      ...{ growth: backoff.takeGrowth(now), isWatched: true },
    });
  }
  expect(size.rows).toBe(400);
});
