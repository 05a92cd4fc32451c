import { randomUUID } from 'node:crypto';
import { InstanceGroup, type RequestContext } from '@cellbridge/objects';

/** Milliseconds from the start of one call to the start of the next. */
const PACE = 10;

/**
 * A service that adds a member to some group again and again, each call at its time, whether or not
 * the ones before have ended: so a wait shows in every call that it holds up.
 */
export class PacedWriter {
  readonly #context: RequestContext;
  readonly #groups: readonly string[];
  readonly #latencies: Promise<number>[] = [];
  readonly #timer: NodeJS.Timeout;

  /** Begins at once. */
  constructor(context: RequestContext, groups: readonly string[]) {
    this.#context = context;
    this.#groups = groups;
    this.#timer = setInterval(() => this.#latencies.push(this.#write()), PACE);
  }

  /** Stops, waits for the calls under way, and gives the milliseconds that each one took. */
  async stop(): Promise<number[]> {
    clearInterval(this.#timer);
    return await Promise.all(this.#latencies);
  }

  async #write(): Promise<number> {
    const group = this.#groups[Math.floor(Math.random() * this.#groups.length)] as string;
    const started = performance.now();
    await InstanceGroup.addMembers(this.#context, group, [randomUUID()]);
    return performance.now() - started;
  }
}
