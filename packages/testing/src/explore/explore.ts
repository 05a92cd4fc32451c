/**
 * Explores the orders in which actors can do their operations: all of them, some picked by a seed, or those in which
 * one actor is kept up.
 * Each run starts from the same state.
 */
import { messageOf } from '@cellbridge/database/errors';
import { replayOf } from '../random.js';
import { DepthFirst } from './depth-first.js';
import { OneSwitch } from './one-switch.js';
import { describeInFull, type Operation } from './operation.js';
import type { Plan } from './plan.js';
import { RandomPlan } from './random-plan.js';
import { type Intercept, Scheduler, type SchedulerOptions } from './scheduler.js';

/** One run. */
export interface Scenario {
  /** What each actor does; its databases are open, with the intercept that it was given. */
  readonly actors: Readonly<Record<string, () => Promise<unknown>>>;
  /** Checks the result when every actor has finished. Throws if it is wrong. */
  readonly check: () => Promise<void>;
  readonly dispose: () => Promise<void>;
}

export interface ExploreOptions extends SchedulerOptions {
  /** Makes the same state for each run. */
  readonly setUp: (interceptFor: (actor: string) => Intercept) => Promise<Scenario>;
  /** Actors that may crash, once in a run, before any of their operations. */
  readonly crashes?: readonly string[];
}

export interface Exploration {
  /** How many different orders were run to their end. */
  readonly interleavings: number;
  /** Whether these are all orders, apart from those that differ only in independent steps. */
  readonly isComplete: boolean;
}

/**
 * Runs every order.
 *
 * @param limit How many orders at most. Default: as many as there are.
 * @throws Error with the order of the operations, if a check fails or no actor can continue.
 */
export async function explore(
  options: ExploreOptions,
  { limit = Number.POSITIVE_INFINITY }: { limit?: number } = {},
): Promise<Exploration> {
  const plan = new DepthFirst();
  let interleavings = 0;
  do {
    if (interleavings >= limit) return { interleavings, isComplete: false };
    const isNew = await runOnce(options, plan);
    if (isNew) interleavings += 1;
  } while (plan.advance());
  return { interleavings, isComplete: true };
}

/**
 * Runs random orders. Each has its own seed: `seed`, the next number and so on.
 *
 * @throws Error with the order of the operations, and how to run it again.
 */
export async function sample(
  options: ExploreOptions,
  { seed, runs }: { seed: number; runs: number },
): Promise<void> {
  for (let own = seed; own < seed + runs; own += 1) {
    try {
      await runOnce(options, new RandomPlan(own));
    } catch (error) {
      throw new Error(`${messageOf(error)}\n${replayOf(own)}`, { cause: error });
    }
  }
}

/**
 * Runs the orders in which one of these actors is kept up once: before one of its steps, the last one first, it waits until
 * the others have finished, or crashes. They are few, and show most of what many random orders do.
 *
 * @throws Error with the order of the operations, if a check fails or no actor can continue.
 */
export async function keepUp(options: ExploreOptions, actors: readonly string[]): Promise<void> {
  for (const actor of actors) {
    const undisturbed = new OneSwitch({ actor, after: Number.POSITIVE_INFINITY, end: 'waits' });
    await runOnce(options, undisturbed);
    for (let after = undisturbed.taken - 1; after >= 0; after -= 1) {
      await runOnce(options, new OneSwitch({ actor, after, end: 'waits' }));
      if (!options.crashes?.includes(actor)) continue;
      await runOnce(options, new OneSwitch({ actor, after, end: 'crashes' }));
    }
  }
}

/** @returns whether the run was finished: a plan gives up on an order that it has seen. */
async function runOnce(options: ExploreOptions, plan: Plan): Promise<boolean> {
  const scheduler = new Scheduler(options);
  const scenario = await options.setUp((actor) => scheduler.interceptFor(actor));
  const trace: Operation[] = [];
  try {
    for (const [name, act] of Object.entries(scenario.actors)) scheduler.add(name, act);
    while (!scheduler.isOver) {
      const enabled = scheduler.enabled();
      if (enabled.length === 0) throw new Error('Nobody can go on: a deadlock.');
      const operation = plan.choose([...enabled, ...crashesOf(enabled, trace, options)]);
      if (!operation) return false;
      trace.push(operation);
      plan.performed(await scheduler.perform(operation));
    }
    await scenario.check();
    return true;
  } catch (error) {
    const order = trace.map(describeInFull).join('\n  ');
    throw new Error(`${messageOf(error)}\nThe order was:\n  ${order}`, { cause: error });
  } finally {
    // An actor that waits for a turn would keep its databases open.
    await scheduler.crashAll();
    await scenario.dispose();
  }
}

function crashesOf(
  enabled: readonly Operation[],
  trace: readonly Operation[],
  { crashes = [] }: ExploreOptions,
): Operation[] {
  if (trace.some(({ kind }) => kind === 'crash')) return [];
  return enabled
    .filter(({ actor }) => crashes.includes(actor))
    .map(({ actor }) => ({ actor, database: '', kind: 'crash' }));
}
