import { expect, test } from 'vitest';
import { duration } from '../src/output.js';

test.each([
  [0, '0 s'],
  [0.2, '1 s'],
  [59.4, '59 s'],
  [59.6, '1 min 0 s'],
  [359.7, '6 min 0 s'],
  [3_599.7, '1 h 0 min'],
])('%f seconds are written as %s', (seconds, text) => {
  expect(duration(seconds)).toBe(text);
});
