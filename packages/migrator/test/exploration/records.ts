import { findKnownGroups } from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import type { Act, Actors, Stage } from './act.js';
import { GROUP, type Run } from './world.js';

/** What there is of a stage before anything has happened. */
export type Surroundings = Pick<Stage, 'open' | 'pause' | 'atOnce'>;

/** What has happened in a run, and what must hold because of it. */
export class Records {
  readonly run: Run;
  readonly faults: unknown[] = [];
  readonly #actors: Actors;
  readonly #begun = new Set<string>();
  readonly #acknowledged = new Set<string>();
  /** Actors who had begun when a database was set back: what they did may be lost with it. */
  readonly #excused = new Set<string>();
  readonly #setBack = new Set<'api' | 'cell'>();
  #looker: Deployment | undefined;

  constructor(actors: Actors, run: Run) {
    this.#actors = actors;
    this.run = run;
  }

  /** Has an actor act, and remembers whether it was acknowledged. */
  async perform(name: string, deployment: Deployment, around: Surroundings): Promise<void> {
    const actor = this.#actors[name];
    if (!actor) throw new Error(`There is no actor ${name}.`);
    const { run } = this;
    this.#begun.add(name);
    const setBack = (database: 'api' | 'cell') => this.#excuse(database);
    try {
      await actor.act(deployment, { ...around, run, setBack, made: () => this.made() });
      this.#acknowledged.add(name);
    } catch (error) {
      if (!isCrash(error) && !actor.mayFail?.(error)) this.faults.push(error);
    }
  }

  /** The actors whose acknowledgement binds. */
  bound(): Act[] {
    return Object.entries(this.#actors)
      .filter(([name]) => this.#acknowledged.has(name) && !this.#excused.has(name))
      .map(([, actor]) => actor);
  }

  /** The uuids of the groups that are there because somebody has made them. */
  made(): string[] {
    return this.bound().flatMap(({ makes }) => makes ?? []);
  }

  /** Whether the group may be gone. */
  get mayBeGone(): boolean {
    return Object.values(this.#actors).some(({ destroys }) => destroys);
  }

  /** Whether a database was, or may have been, set back. */
  wasSetBack(database: 'api' | 'cell'): boolean {
    return this.#setBack.has(database);
  }

  async close(): Promise<void> {
    await this.#looker?.close();
  }

  /** Called while the database is locked, so that nothing moves meanwhile. */
  async #excuse(database: 'api' | 'cell'): Promise<void> {
    this.#setBack.add(database);
    for (const name of this.#begun) {
      const { isLostWithCell, makes = GROUP } = this.#actors[name] ?? {};
      const isLost = database === 'api' || (isLostWithCell ?? !(await this.#isKnown(makes)));
      if (isLost) this.#excused.add(name);
    }
  }

  /** Asked past the scheduler: this is no step of an actor. */
  async #isKnown(uuid: string): Promise<boolean> {
    this.#looker ??= await this.run.open();
    return (await findKnownGroups(this.#looker.api, [uuid])).has(uuid);
  }
}

function isCrash(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current.message === 'The actor has crashed.') return true;
  }
  return false;
}
