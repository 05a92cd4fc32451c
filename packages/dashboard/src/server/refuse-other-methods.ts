import type { MiddlewareHandler } from 'hono';
import type { Environment } from './environment.js';
import { FailedRequest } from './failure.js';

/**
 * Refuses what is no question: there is nothing to change here.
 *
 * @param formPath the path that takes a form, if one does.
 */
export function refuseOtherMethods(formPath: string | null): MiddlewareHandler<Environment> {
  return async (context, next) => {
    const { method, path } = context.req;
    const isForm = path === formPath;
    if (method === 'GET' || method === 'HEAD' || (isForm && method === 'POST')) return await next();
    context.header('Allow', isForm ? 'GET, HEAD, POST' : 'GET, HEAD');
    const message = 'The dashboard shows, and changes nothing: it takes GET and HEAD only.';
    throw new FailedRequest({ status: 405, code: 'METHOD_NOT_ALLOWED', message });
  };
}
