import { setImmediate } from 'node:timers/promises';
import { ClosedError } from '@cellbridge/db-api';
import { type Deferred, defer } from '@cellbridge/testing';
import { expect, test } from 'vitest';
import { Feed, type ReadMoment } from '../src/feed/feed.js';
import { ManualClock } from './manual-clock.js';

const REST = 2_000;
const PATIENCE = 60_000;

/** A feed of numbers: the test ends each read. */
function createFeed() {
  const clock = new ManualClock();
  const reads: Deferred<number>[] = [];
  const moments: ReadMoment[] = [];
  const feed = new Feed(async (moment) => {
    moments.push(moment);
    const read = defer<number>();
    reads.push(read);
    return await read.promise;
  }, clock);
  const endRead = async (value: number) => {
    reads.at(-1)?.resolve(value);
    await clock.waited(REST);
  };
  return { clock, feed, reads, moments, endRead };
}

test('A feed reads nothing before somebody looks', () => {
  expect(createFeed().reads).toHaveLength(0);
});

test('A feed reads once for all who look at the same time', async () => {
  const { feed, reads, endRead } = createFeed();
  const looks = [feed.look(PATIENCE), feed.look(PATIENCE), feed.look(PATIENCE)];
  await endRead(7);
  const views = await Promise.all(looks);
  expect(reads).toHaveLength(1);
  expect(views.map(({ last }) => last?.state)).toEqual([7, 7, 7]);
});

test('Any number may wait for the first read, without a warning of Node.js', async () => {
  const read = defer<number>();
  const feed = new Feed(() => read.promise);
  const warnings: Error[] = [];
  const onWarning = (warning: Error) => void warnings.push(warning);
  process.on('warning', onWarning);
  const looks = Array.from({ length: 20 }, () => feed.look(PATIENCE));
  read.resolve(7);
  for (const { last } of await Promise.all(looks)) expect(last?.state).toBe(7);
  await feed.close();
  await setImmediate();
  process.off('warning', onWarning);
  expect(warnings).toEqual([]);
});

test('A feed reads again two seconds after the last read has ended, however long it took', async () => {
  const { clock, feed, reads, endRead } = createFeed();
  const first = feed.look(PATIENCE);
  clock.advance(20_000);
  expect(reads).toHaveLength(1);
  await endRead(1);
  await first;
  clock.advance(REST - 1);
  expect((await feed.look(PATIENCE)).last?.state).toBe(1);
  expect(reads).toHaveLength(1);
  clock.advance(1);
  const view = await feed.look(PATIENCE);
  expect(reads).toHaveLength(2);
  expect(view).toMatchObject({ last: { state: 1 }, readingSince: clock.now(), failure: null });
});

test('A look that has no patience goes away without a state, and the read goes on', async () => {
  const { clock, feed, reads, endRead } = createFeed();
  const look = feed.look(500);
  await clock.waited(500);
  clock.advance(500);
  expect(await look).toMatchObject({ last: null, readingSince: clock.now() - 500 });
  await endRead(1);
  expect((await feed.look(500)).last?.state).toBe(1);
  expect(reads).toHaveLength(1);
});

test('A feed stops half a minute after the last look, and reads anew for the next one', async () => {
  const { clock, feed, reads, endRead } = createFeed();
  const first = feed.look(PATIENCE);
  await endRead(1);
  await first;
  clock.advance(29_999);
  await setImmediate();
  await endRead(2);
  expect(reads).toHaveLength(2);
  clock.advance(REST);
  await setImmediate();
  expect(reads).toHaveLength(2);

  clock.advance(3_600_000);
  const later = feed.look(PATIENCE);
  await endRead(3);
  expect((await later).last).toEqual({ state: 3, readAt: clock.now(), took: 0 });
});

test('A feed says of a state when its read began: it is that old', async () => {
  const { clock, feed, endRead } = createFeed();
  const look = feed.look(PATIENCE);
  const began = clock.now();
  clock.advance(20_000);
  await endRead(1);
  expect(await look).toMatchObject({ last: { readAt: began, took: 20_000 }, now: began + 20_000 });
});

test('A feed says since when its reads follow upon each other: one that failed, and a pause, end that', async () => {
  const { clock, feed, reads, moments, endRead } = createFeed();
  const readAfter = async (milliseconds: number) => {
    clock.advance(milliseconds);
    const look = feed.look(PATIENCE);
    await setImmediate();
    await endRead(1);
    await look;
  };
  await readAfter(0);
  const start = clock.now();
  await readAfter(REST);
  await readAfter(REST);
  clock.advance(REST);
  await setImmediate();
  reads.at(-1)?.reject(new Error('The API database is gone.'));
  await clock.waited(REST);
  await readAfter(REST);
  const again = clock.now();
  await readAfter(REST);
  clock.advance(60_000);
  await setImmediate();
  await readAfter(0);
  const sinces = moments.map(({ since }) => since);
  expect(sinces).toEqual([start, start, start, start, again, again, clock.now()]);
});

test('A feed keeps the last state where a read fails, says why, and goes on', async () => {
  const { clock, feed, reads, endRead } = createFeed();
  const first = feed.look(PATIENCE);
  await endRead(1);
  await first;
  const readAt = clock.now();
  clock.advance(REST);
  await setImmediate();
  const error = new Error('The API database is gone.');
  reads.at(-1)?.reject(error);
  await clock.waited(REST);
  expect(await feed.look(PATIENCE)).toMatchObject({
    last: { state: 1, readAt },
    failure: { error },
  });
  clock.advance(REST);
  await setImmediate();
  await endRead(2);
  expect(await feed.look(PATIENCE)).toMatchObject({ last: { state: 2 }, failure: null });
});

test('A feed that is closed waits for the read that is under way, and reads no more', async () => {
  const { clock, feed, reads } = createFeed();
  const look = feed.look(PATIENCE);
  let isClosed = false;
  const closing = feed.close().then(() => {
    isClosed = true;
  });
  await setImmediate();
  expect(isClosed).toBe(false);
  reads[0]?.resolve(1);
  await closing;
  expect((await look).last?.state).toBe(1);
  clock.advance(60_000);
  await expect(feed.look(PATIENCE)).rejects.toThrow(ClosedError);
  expect(reads).toHaveLength(1);
});
