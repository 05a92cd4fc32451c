import { CellbridgeError } from '@cellbridge/objects';
import { ok, problem, type Verdict } from './check.js';

/**
 * Checks whether a database answers, over two connections at once: if a load balancer leads them to two nodes of a
 * cluster, the second one is refused.
 *
 * @param ask asks the database something.
 */
export async function checkConnection(ask: () => Promise<unknown>): Promise<Verdict> {
  try {
    await Promise.all([ask(), ask()]);
    return ok('It answers.');
  } catch (error) {
    if (!CellbridgeError.isInstance(error)) throw error;
    return problem(error.message, null);
  }
}
