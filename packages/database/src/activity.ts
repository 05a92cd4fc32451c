/** Counts what is under way, so that an end can wait for it; after the end nothing begins. */
export class Activity {
  #underWay = 0;
  #isOver = false;
  #onIdle: (() => void) | undefined;

  get isOver(): boolean {
    return this.#isOver;
  }

  begin(): void {
    this.#underWay += 1;
  }

  done(): void {
    this.#underWay -= 1;
    if (this.#underWay === 0) this.#onIdle?.();
  }

  /** Resolves when nothing is under way any more. */
  async end(): Promise<void> {
    this.#isOver = true;
    if (this.#underWay === 0) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
  }
}
