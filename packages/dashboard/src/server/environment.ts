import type { HttpBindings } from '@hono/node-server';

/** What the handlers of requests get beside a request: Node.js's own objects. */
export interface Environment {
  readonly Bindings: HttpBindings;
}
