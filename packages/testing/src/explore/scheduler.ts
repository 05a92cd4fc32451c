import { setImmediate } from 'node:timers/promises';
import type { OpenOptions, Statement } from '@cellbridge/database';
import { type Deferred, defer } from '../faults/deferred.js';
import type { Operation, Step } from './operation.js';
import type { Classify } from './steps.js';

/** Turns of the event loop without news after which no more news is expected. */
const QUIET_TURNS = 3;
/** The same where an actor may wait for a lock: it announces its next step only when it has the lock. */
const LOCKED_TURNS = 40;

export type Intercept = NonNullable<OpenOptions['intercept']>;

interface Pending {
  readonly operation: Operation;
  readonly turn: Deferred<void>;
}

interface Actor {
  readonly name: string;
  readonly classify: Classify;
  readonly pending: Pending[];
  /** The databases whose lock it has. */
  readonly locks: Set<string>;
  isRunning: boolean;
  isCrashed: boolean;
}

export interface SchedulerOptions {
  /** Called once for each actor. */
  readonly classifySteps: () => Classify;
  /** The server of the databases, if there is one. */
  readonly server?: ObservedServer;
}

/** What a server knows of the actors. */
interface ObservedServer {
  /** The actors that run a statement on the server, and whether it waits for a lock. */
  readonly findBusy: () => Promise<ReadonlyMap<string, 'works' | 'waits'>>;
  /** Has the server end an actor's connections. */
  readonly drop: (actor: string) => Promise<void>;
}

/** Runs actors one operation at a time. The caller chooses whose operation is next. */
export class Scheduler {
  readonly #actors = new Map<string, Actor>();
  readonly #options: SchedulerOptions;
  #activity = 0;

  constructor(options: SchedulerOptions) {
    this.#options = options;
  }

  /** The interceptor of an actor's databases. It holds nothing up before the actor is started. */
  interceptFor(name: string): Intercept {
    const actor: Actor = {
      name,
      classify: this.#options.classifySteps(),
      pending: [],
      locks: new Set(),
      isRunning: false,
      isCrashed: false,
    };
    this.#actors.set(name, actor);
    return (statement) => (actor.isRunning ? this.#await(actor, statement) : undefined);
  }

  /** Adds an actor, which waits for its first turn. */
  add(name: string, act: () => Promise<unknown>): void {
    const actor = this.#actor(name);
    actor.isRunning = true;
    const turn = defer<void>();
    actor.pending.push({ operation: { actor: name, database: '', kind: 'start' }, turn });
    const end = () => {
      actor.isRunning = false;
      this.#activity += 1;
    };
    void turn.promise.then(act).then(end, end);
  }

  /** The operations that could be next: the first of each actor that does not wait for a lock. */
  enabled(): Operation[] {
    return this.#running()
      .map(({ pending }) => pending[0]?.operation)
      .filter((operation) => operation !== undefined);
  }

  /** Whether every actor has finished or crashed. */
  get isOver(): boolean {
    return this.#running().length === 0;
  }

  /** Lets an operation happen, and waits until its actor is about to do the next one. */
  async perform(operation: Operation): Promise<Step> {
    const actor = this.#actor(operation.actor);
    if (operation.kind === 'crash') {
      await this.#crash(actor);
    } else {
      const next = actor.pending.shift();
      if (next?.operation.kind !== operation.kind) throw new Error('The run cannot be repeated.');
      next.turn.resolve();
    }
    await this.#settled();
    return { ...operation, queuesFor: queueOf(actor) };
  }

  /** Ends every actor that has not finished. */
  async crashAll(): Promise<void> {
    for (const actor of this.#actors.values()) if (actor.isRunning) await this.#crash(actor);
    while ([...this.#actors.values()].some(({ isRunning }) => isRunning)) await setImmediate();
  }

  #await(actor: Actor, statement: Statement): Promise<void> | undefined {
    this.#activity += 1;
    if (actor.isCrashed) throw new Error('The actor has crashed.');
    const step = actor.classify(statement);
    if (!step) return undefined;
    const operation = { actor: actor.name, ...step };
    const turn = defer<void>();
    actor.pending.push({ operation, turn });
    return turn.promise.then(() => {
      if (operation.kind === 'lock') actor.locks.add(operation.database);
      if (operation.kind === 'commit') actor.locks.delete(operation.database);
    });
  }

  /** Waits until each actor has announced a step, has finished, or waits for a lock. */
  async #settled(): Promise<void> {
    const { server } = this.#options;
    if (server) {
      while (!(await this.#isSettledOn(server)));
    } else await this.#quiet(() => this.#turnsToWait());
  }

  /** Asks the server once. What actors announce meanwhile makes its answer worthless. */
  async #isSettledOn(server: ObservedServer): Promise<boolean> {
    await this.#quiet(() => QUIET_TURNS);
    const before = this.#activity;
    const busy = await server.findBusy();
    // An actor whose statement has just ended gets its answer in these turns.
    await this.#quiet(() => QUIET_TURNS);
    const isSettled = this.#running().every(
      ({ name, pending }) =>
        busy.get(name) === 'waits' || (pending.length > 0 && busy.get(name) !== 'works'),
    );
    return isSettled && this.#activity === before;
  }

  /** Lets the event loop turn until there was no news for a number of turns. */
  async #quiet(turnsToWait: () => number): Promise<void> {
    for (let quiet = 0; quiet < turnsToWait(); ) {
      const before = this.#activity;
      await setImmediate();
      quiet = this.#activity === before ? quiet + 1 : 0;
    }
  }

  #turnsToWait(): number {
    const running = this.#running();
    if (running.every(({ pending }) => pending.length > 0)) return QUIET_TURNS;
    const isLocked = running.some(
      ({ locks, pending }) => locks.size > 0 || pending[0]?.operation.kind === 'lock',
    );
    return isLocked ? LOCKED_TURNS : Number.POSITIVE_INFINITY;
  }

  async #crash(actor: Actor): Promise<void> {
    actor.isCrashed = true;
    actor.locks.clear();
    for (const { turn } of actor.pending.splice(0)) {
      turn.reject(new Error('The actor has crashed.'));
    }
    await this.#options.server?.drop(actor.name);
  }

  #running(): Actor[] {
    return [...this.#actors.values()].filter(({ isRunning, isCrashed }) => isRunning && !isCrashed);
  }

  #actor(name: string): Actor {
    const actor = this.#actors.get(name);
    if (!actor) throw new Error(`There is no actor ${name}.`);
    return actor;
  }
}

function queueOf({ isRunning, isCrashed, pending }: Actor): string | undefined {
  if (!isRunning || isCrashed) return undefined;
  const [next] = pending;
  if (!next) return '*';
  return next.operation.kind === 'lock' ? next.operation.database : undefined;
}
