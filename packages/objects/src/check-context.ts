import { quote } from '@cellbridge/db-api';
import { InvalidInputError } from './errors/invalid-input-error.js';
import type { RequestContext } from './request-context.js';

/** Returns a context, also one of another copy of the package. @throws InvalidInputError */
export function checkContext(context: RequestContext): RequestContext {
  const { deployment, emit } = Object(context);
  if (typeof deployment === 'object' && typeof emit === 'function') return context;
  throw new InvalidInputError(
    `The context is ${quote(context)}; give what deployment.context() or adminContext() returns.`,
  );
}
