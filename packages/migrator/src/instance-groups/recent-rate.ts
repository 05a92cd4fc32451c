/** How far back the rate looks, in milliseconds. */
const WINDOW_MS = 60_000;

/** Batches of the same second are kept together, so that a window holds 61 entries at most. */
const SLOT_MS = 1_000;

/**
 * The groups a second that a run has moved over the last minute, or since it began or went on if that is less. All times are
 * milliseconds of one clock that never goes back.
 */
export class RecentRate {
  #startedAt: number;
  /** In their order. */
  #slots: { readonly at: number; groups: number }[] = [];

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  /** Counts the groups that have moved now. */
  add(groups: number, now: number): void {
    const at = now - (now % SLOT_MS);
    const last = this.#slots.at(-1);
    if (last?.at === at) last.groups += groups;
    else this.#slots.push({ at, groups });
    this.#forget(now);
  }

  /** Forgets what was before: the run was held up. */
  restart(now: number): void {
    this.#startedAt = now;
    this.#slots = [];
  }

  /** Groups a second now; `null` in the first second, which tells nothing yet. */
  at(now: number): number | null {
    this.#forget(now);
    const age = now - this.#startedAt;
    if (age < SLOT_MS) return null;
    const groups = this.#slots.reduce((sum, slot) => sum + slot.groups, 0);
    return groups / (Math.min(age, WINDOW_MS) / 1_000);
  }

  #forget(now: number): void {
    this.#slots = this.#slots.filter(({ at }) => at >= now - WINDOW_MS);
  }
}
