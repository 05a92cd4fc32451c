import pLimit from 'p-limit';

/** A number of places: that many cells are worked on at once. */
export class Places {
  readonly #limit: ReturnType<typeof pLimit>;

  constructor(count: number) {
    this.#limit = pLimit(count);
  }

  /** Waits for a place, in turn. @returns what gives it back. */
  async take(): Promise<() => void> {
    return await new Promise((onTaken) => {
      void this.#limit(() => new Promise<void>((giveBack) => onTaken(giveBack)));
    });
  }
}
