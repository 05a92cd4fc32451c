import { expect, test } from 'vitest';
import { describeDuration, shownRate } from '../src/index.js';

test.each([
  [0, '0 s'],
  [0.2, '1 s'],
  [59.4, '59 s'],
  [59.6, '1 min'],
  [185, '3 min 5 s'],
  [359.7, '6 min'],
  [3_599.7, '1 h'],
  [273_900, '3 d 4 h'],
])('%f seconds are written as %s', (seconds, text) => {
  expect(describeDuration(seconds)).toBe(text);
});

test.each([
  [1_234.5, 1_235],
  [9.96, 10],
  [3.46, 3.5],
  [0.1, 0.1],
  [0.04, 0.04],
  [0.0012, 0.001],
  [0, 0],
])('%f groups a second are shown as %f', (perSecond, shown) => {
  expect(shownRate(perSecond)).toBe(shown);
});
