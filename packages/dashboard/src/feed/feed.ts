import { setMaxListeners } from 'node:events';
import { ClosedError } from '@cellbridge/db-api';
import { type Clock, SYSTEM_CLOCK } from './clock.js';

/** How long after the last look a feed goes on reading. */
const WATCHED_MILLISECONDS = 30_000;

/** How long a feed rests between two reads. */
const REST_MILLISECONDS = 2_000;

/** What a feed knows at a moment. Times are milliseconds since 1970. */
export interface FeedView<State> {
  /** When it was asked. */
  readonly now: number;
  /**
   * The last state that could be read, when that read began, and how long it took in milliseconds; `null` before the first.
   * A state is as old as the beginning of its read: what changed during it need not be in it.
   */
  readonly last: { readonly state: State; readonly readAt: number; readonly took: number } | null;
  /** Why the latest read has failed; `null` where it has not. */
  readonly failure: { readonly error: unknown } | null;
  /** Since when a read is under way; `null` while none is. */
  readonly readingSince: number | null;
}

/** When a read began. */
export interface ReadMoment {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** When the first of the reads began that follow upon each other up to this one, without one that failed, and without a pause. */
  readonly since: number;
}

/**
 * Reads a state again and again, for all who look at it, while somebody does: two seconds after the last read has ended,
 * until nobody has looked for 30 seconds. So no two reads overlap, and nothing is read for nobody.
 */
export class Feed<State> {
  readonly #read: (moment: ReadMoment) => Promise<State>;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  #view: Omit<FeedView<State>, 'now'> = { last: null, failure: null, readingSince: null };
  #readsSince: number | null = null;
  #lookedAt = Number.NEGATIVE_INFINITY;
  /** Ends when nobody looks any longer. */
  #reading: Promise<void> | undefined;
  /** Is aborted once the first read since somebody looks has ended. */
  #firstRead = new AbortController();

  constructor(read: (moment: ReadMoment) => Promise<State>, clock: Clock = SYSTEM_CLOCK) {
    this.#read = read;
    this.#clock = clock;
  }

  /**
   * Looks: answers at once while reads go on, for what they find is recent. For the first who looks it waits for a read.
   *
   * @param patience how long to wait for that read at most, in milliseconds.
   * @throws ClosedError once the feed is closed.
   */
  async look(patience: number): Promise<FeedView<State>> {
    if (this.#closing.signal.aborted) throw new ClosedError('The dashboard is closed.');
    this.#lookedAt = this.#clock.now();
    this.#reading ??= this.#readWhileWatched();
    await this.#clock.wait(patience, this.#firstRead.signal);
    return { ...this.#view, now: this.#clock.now() };
  }

  /** Reads no more. Resolves once the read that is under way has ended. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#reading;
  }

  async #readWhileWatched(): Promise<void> {
    const { signal } = this.#closing;
    this.#firstRead = new AbortController();
    // Any number may wait, and Node.js would take that for a leak.
    setMaxListeners(0, this.#firstRead.signal);
    this.#readsSince = null;
    await this.#readOnce();
    this.#firstRead.abort();
    await this.#clock.wait(REST_MILLISECONDS, signal);
    while (this.#isWatched() && !signal.aborted) {
      await this.#readOnce();
      await this.#clock.wait(REST_MILLISECONDS, signal);
    }
    this.#reading = undefined;
  }

  #isWatched(): boolean {
    return this.#clock.now() - this.#lookedAt < WATCHED_MILLISECONDS;
  }

  async #readOnce(): Promise<void> {
    const readingSince = this.#clock.now();
    this.#view = { ...this.#view, readingSince };
    this.#readsSince ??= readingSince;
    try {
      const state = await this.#read({ at: readingSince, since: this.#readsSince });
      const last = { state, readAt: readingSince, took: this.#clock.now() - readingSince };
      this.#view = { last, failure: null, readingSince: null };
    } catch (error) {
      this.#readsSince = null;
      this.#view = { ...this.#view, failure: { error }, readingSince: null };
    }
  }
}
