import { randomUUID } from 'node:crypto';
import { InstanceGroup, type RequestContext } from '@cellbridge/objects';

/**
 * A service that adds a member to some group again and again, each call at its time, whether or not
 * the ones before have ended: so a wait shows in every call that it holds up.
 */
export class PacedWriter {
  readonly #context: RequestContext;
  readonly #groups: readonly string[];
  readonly #latencies: Promise<number>[] = [];
  readonly #timer: NodeJS.Timeout;

  /**
   * Begins at once.
   *
   * @param rate calls a second.
   */
  constructor(context: RequestContext, groups: readonly string[], rate: number) {
    this.#context = context;
    this.#groups = groups;
    this.#timer = setInterval(() => this.#latencies.push(this.#write()), 1_000 / rate);
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
