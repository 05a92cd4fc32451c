import { CellbridgeError, type Deployment, type RequestContext } from '@cellbridge/objects';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { serverGroups } from './server-groups.js';

/** What an error of Cellbridge is in HTTP; all others are mistakes of ours. */
const STATUS: Readonly<Record<string, number>> = {
  INSTANCE_GROUP_NOT_FOUND: 404,
  INSTANCE_GROUP_EXISTS: 409,
  INVALID_INPUT: 400,
  CELL_UNAVAILABLE: 503,
};

/** A service for server groups; the groups may move meanwhile. */
export async function createServer(deployment: Deployment): Promise<FastifyInstance> {
  const server = Fastify();
  await server.register(swagger, {
    openapi: { info: { title: 'Server groups', version: '1.0.0' } },
  });
  server.setErrorHandler((error, _request, reply) => {
    const code = CellbridgeError.isInstance(error) ? error.code : undefined;
    const status = code
      ? (STATUS[code] ?? 500)
      : ((error as { statusCode?: number }).statusCode ?? 500);
    const message = error instanceof Error ? error.message : String(error);
    return reply.code(status).send({ error: { code, message } });
  });
  await server.register(serverGroups(contextOf(deployment)), { prefix: '/server-groups' });
  server.get('/openapi.json', { schema: { hide: true } }, () => server.swagger());
  return server;
}

/** Who asks. A real service takes this from a token that it has checked. */
function contextOf(deployment: Deployment) {
  return ({ headers }: FastifyRequest): RequestContext =>
    deployment.context({
      userId: String(headers['x-user-id'] ?? ''),
      projectId: String(headers['x-project-id'] ?? ''),
    });
}
