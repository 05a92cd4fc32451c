import type { Deployment } from '@cellbridge/objects';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance } from 'fastify';
import { members } from './members.js';
import { DEFAULT_QUOTA, type Quota } from './quota.js';
import { Refusal, toFault } from './refusal.js';
import { serverGroups } from './server-groups.js';
import type { Service } from './service.js';

/** What a service may be told beside its deployment. */
export interface ServerOptions {
  readonly quota?: Partial<Quota>;
  /** Default: none runs. */
  readonly hasOldComputes?: Service['hasOldComputes'];
}

/** Values are taken as they come: nothing is turned into what a schema asks for, or left out. */
const AJV = { coerceTypes: false, removeAdditional: false, allowUnionTypes: true } as const;

/** Nova's API of server groups; the groups may move meanwhile. */
export async function createServer(
  deployment: Deployment,
  options: ServerOptions = {},
): Promise<FastifyInstance> {
  const service: Service = {
    deployment,
    quota: { ...DEFAULT_QUOTA, ...options.quota },
    hasOldComputes: options.hasOldComputes ?? (async () => false),
  };
  const server = Fastify({ ajv: { customOptions: AJV } });
  await server.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'Server groups', version: '2.104' } },
  });
  server.setErrorHandler((error, _request, reply) => {
    const { status, headers, body } = toFault(error);
    if (status >= 500) console.error(error);
    return reply.code(status).headers(headers).send(body);
  });
  server.setNotFoundHandler((_request, reply) => {
    const { status, body } = toFault(new Refusal(404, 'The resource could not be found.'));
    return reply.code(status).send(body);
  });
  await server.register(serverGroups(service), { prefix: '/v2.1/os-server-groups' });
  await server.register(members(service), { prefix: '/v2.1' });
  server.get('/openapi.json', { schema: { hide: true } }, () => server.swagger());
  return server;
}
