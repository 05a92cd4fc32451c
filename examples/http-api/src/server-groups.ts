import { InstanceGroup, InstanceGroupList, type RequestContext } from '@cellbridge/objects';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';

const uuid = { type: 'string', format: 'uuid' } as const;
const group = {
  type: 'object',
  properties: {
    uuid,
    name: { type: 'string', nullable: true },
    policy: { type: 'string', nullable: true },
    rules: { type: 'object', additionalProperties: { type: 'integer' } },
    members: { type: 'array', items: { type: 'string' } },
    createdAt: { type: 'string', nullable: true },
  },
} as const;
const params = { type: 'object', properties: { uuid }, required: ['uuid'] } as const;

interface ByUuid {
  Params: { uuid: string };
}

/** The routes: create, list by pages, show, delete, add a member. */
export function serverGroups(
  contextOf: (request: FastifyRequest) => RequestContext,
): FastifyPluginAsync {
  return async (server) => {
    server.post<{ Body: { name: string; policy: string; rules?: Record<string, number> } }>(
      '/',
      {
        schema: {
          body: {
            type: 'object',
            required: ['name', 'policy'],
            properties: {
              name: { type: 'string', minLength: 1, maxLength: 255 },
              policy: {
                type: 'string',
                enum: ['affinity', 'anti-affinity', 'soft-affinity', 'soft-anti-affinity'],
              },
              rules: { type: 'object', additionalProperties: { type: 'integer' } },
            },
          },
          response: { 201: group },
        },
      },
      async (request, reply) => {
        const created = await InstanceGroup.create(contextOf(request), request.body);
        return reply.code(201).send(created.toJSON());
      },
    );

    server.get<{ Querystring: { limit: number; marker?: string } }>(
      '/',
      {
        schema: {
          querystring: {
            type: 'object',
            properties: {
              limit: { type: 'integer', minimum: 1, maximum: 1000, default: 100 },
              marker: { ...uuid, description: 'the uuid of the last group of the page before' },
            },
          },
          response: { 200: { type: 'array', items: group } },
        },
      },
      async (request) => {
        const groups = await InstanceGroupList.getAll(contextOf(request), request.query);
        return groups.map((found) => found.toJSON());
      },
    );

    server.get<ByUuid>(
      '/:uuid',
      { schema: { params, response: { 200: group } } },
      async (request) => {
        const found = await InstanceGroup.getByUuid(contextOf(request), request.params.uuid);
        return found.toJSON();
      },
    );

    server.delete<ByUuid>('/:uuid', { schema: { params } }, async (request, reply) => {
      const found = await InstanceGroup.getByUuid(contextOf(request), request.params.uuid);
      await found.destroy();
      return reply.code(204).send();
    });

    server.put<{ Params: { uuid: string; instance: string } }>(
      '/:uuid/members/:instance',
      {
        schema: {
          params: {
            type: 'object',
            properties: { uuid, instance: uuid },
            required: ['uuid', 'instance'],
          },
          response: { 200: { type: 'array', items: { type: 'string' } } },
        },
      },
      async (request) => {
        const { uuid, instance } = request.params;
        return await InstanceGroup.addMembers(contextOf(request), uuid, [instance]);
      },
    );
  };
}
