import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TimeLimit } from '../src/postgresql/time-limit.js';

describe('TimeLimit', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function limit(milliseconds: number) {
    const onExcess = vi.fn();
    return { onExcess, limit: new TimeLimit(milliseconds, onExcess) };
  }

  test('notices what takes too long', () => {
    const { limit: slow, onExcess } = limit(100);
    slow.start();
    vi.advanceTimersByTime(99);
    expect(onExcess).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onExcess).toHaveBeenCalledOnce();
  });

  test('counts from the last start', () => {
    const { limit: several, onExcess } = limit(100);
    for (let count = 0; count < 10; count += 1) {
      several.start();
      vi.advanceTimersByTime(60);
      several.stop();
    }
    several.start();
    vi.advanceTimersByTime(99);
    expect(onExcess).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onExcess).toHaveBeenCalledOnce();
  });

  test('leaves no timer behind what has stopped, nor for no limit', () => {
    const { limit: quick } = limit(100);
    quick.start();
    quick.stop();
    vi.advanceTimersByTime(100);
    limit(Number.POSITIVE_INFINITY).limit.start();
    expect(vi.getTimerCount()).toBe(0);
  });
});
