/** Counts running calls, so that `end` can wait for them. Nothing can begin after that. */
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

  /** Resolves when nothing is running any more. */
  async end(): Promise<void> {
    this.#isOver = true;
    if (this.#underWay === 0) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
  }
}
