import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { TimeLimit } from '../src/time-limit.js';

describe('TimeLimit', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function create() {
    const onExcess = vi.fn();
    return { onExcess, limit: new TimeLimit(onExcess) };
  }

  test('notices when something takes too long', () => {
    const { limit, onExcess } = create();
    limit.start(100);
    vi.advanceTimersByTime(99);
    expect(onExcess).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onExcess).toHaveBeenCalledOnce();
  });

  test('counts from the last start', () => {
    const { limit, onExcess } = create();
    for (let count = 0; count < 10; count += 1) {
      limit.start(100);
      vi.advanceTimersByTime(60);
      limit.stop();
    }
    limit.start(100);
    vi.advanceTimersByTime(99);
    expect(onExcess).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onExcess).toHaveBeenCalledOnce();
  });

  test('keeps the limit of each, a short one after a long one and the reverse', () => {
    const { limit, onExcess } = create();
    limit.start(1_000);
    limit.stop();
    limit.start(100);
    vi.advanceTimersByTime(99);
    limit.stop();
    limit.start(1_000);
    vi.advanceTimersByTime(999);
    expect(onExcess).not.toHaveBeenCalled();
    limit.stop();
    limit.start(100);
    vi.advanceTimersByTime(99);
    expect(onExcess).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onExcess).toHaveBeenCalledOnce();
  });

  test('leaves no timer behind after a stop, nor without a limit', () => {
    const { limit } = create();
    limit.start(100);
    limit.stop();
    vi.advanceTimersByTime(100);
    limit.start(Number.POSITIVE_INFINITY);
    expect(vi.getTimerCount()).toBe(0);
  });
});
