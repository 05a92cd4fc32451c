import { expect, test } from 'vitest';
import { RecentRate } from '../src/instance-groups/recent-rate.js';

const SECOND = 1_000;

/** A run that moved so many groups each second, from its beginning on. */
function steady(groups: number, seconds: number): RecentRate {
  const rate = new RecentRate(0);
  for (let second = 0; second < seconds; second += 1) rate.add(groups, second * SECOND + 500);
  return rate;
}

test('The rate of a run younger than a minute is that since it began', () => {
  expect(steady(40, 10).at(10 * SECOND)).toBe(40);
  expect(steady(40, 10).at(20 * SECOND)).toBe(20);
});

test('The rate of a longer run is that of the last minute', () => {
  const rate = steady(40, 600);
  expect(rate.at(600 * SECOND)).toBe(40);
  for (let second = 600; second < 660; second += 1) rate.add(10, second * SECOND + 500);
  expect(rate.at(660 * SECOND)).toBe(10);
});

test('The rate falls while a run is paused, and a minute later it is 0', () => {
  const rate = steady(40, 600);
  expect(rate.at(630 * SECOND)).toBe(20);
  expect(rate.at(660 * SECOND)).toBe(0);
  rate.add(60, 700 * SECOND);
  expect(rate.at(701 * SECOND)).toBe(1);
});

test('Nobody knows the rate of a run in its first second, also of one that begins late on the clock', () => {
  const rate = new RecentRate(123_456.7);
  rate.add(5, 123_456.8);
  expect(rate.at(123_456.8)).toBeNull();
  expect(rate.at(124_455)).toBeNull();
  expect(rate.at(125_456.7)).toBeCloseTo(2.5);
});

test('Batches of a moment count together', () => {
  const rate = new RecentRate(0);
  for (let batch = 0; batch < 1_000; batch += 1) rate.add(1, 2 * SECOND + batch / 1_000);
  expect(rate.at(4 * SECOND)).toBe(250);
});
