import type { Deployment, RequestContext } from '@cellbridge/objects';
import type { FastifyRequest } from 'fastify';
import { Refusal } from './refusal.js';

/** Who asks: somebody who may look at a project's groups, and, unless `isReader`, change them. */
export interface Identity {
  readonly context: RequestContext;
  readonly userId: string;
  readonly projectId: string;
  readonly isAdmin: boolean;
  /** Whether it may only look. */
  readonly isReader: boolean;
}

/**
 * Who asks, from the headers that Keystone's middleware sets once it has checked a token: a real service
 * has that in front of it, and nobody else can set them.
 *
 * @throws Refusal 401 if they say nobody.
 */
export function identityOf(deployment: Deployment, { headers }: FastifyRequest): Identity {
  const text = (name: string) => String(headers[name] ?? '');
  const userId = text('x-user-id');
  const projectId = text('x-project-id');
  if (!userId || !projectId) throw new Refusal(401, 'Say who asks: x-user-id, x-project-id.');
  const roles = (text('x-roles') || 'member').split(',').map((role) => role.trim().toLowerCase());
  const isAdmin = roles.includes('admin');
  const context = isAdmin
    ? deployment.adminContext({ userId, projectId })
    : deployment.context({ userId, projectId });
  const isReader = !isAdmin && !roles.includes('member');
  return { context, userId, projectId, isAdmin, isReader };
}

/** @throws Refusal 403 if the caller may only look. */
export function mayChange(identity: Identity): Identity {
  if (!identity.isReader) return identity;
  throw new Refusal(403, 'Policy does not allow a reader to change server groups.');
}
