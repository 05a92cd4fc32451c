/**
 * What Nova does to a group when a server is asked for with the scheduler hint `group`, and when servers
 * are gone for good. Nova has no routes for these: they are steps of its `POST /servers`, and of
 * `nova-manage db archive_deleted_rows`.
 */
import { InstanceGroup } from '@cellbridge/objects';
import type { FastifyPluginAsync } from 'fastify';
import { type Identity, identityOf, mayChange } from './identity.js';
import { checkServerGroupMembers } from './quota.js';
import { Refusal } from './refusal.js';
import { find } from './server-groups.js';
import type { Service } from './service.js';

const server = { type: 'string', format: 'uuid' };

export function members(service: Service): FastifyPluginAsync {
  const { deployment } = service;
  return async (routes) => {
    routes.put<{ Params: { id: string; server: string } }>(
      '/os-server-groups/:id/members/:server',
      {
        schema: {
          params: { type: 'object', properties: { id: { type: 'string' }, server } },
          response: {
            200: {
              type: 'object',
              properties: { members: { type: 'array', items: { type: 'string' } } },
            },
          },
        },
      },
      async (request) => {
        const identity = mayChange(identityOf(deployment, request));
        const group = await find(identity, request.params.id);
        return { members: await addMember(service, identity, group, request.params.server) };
      },
    );

    routes.post<{ Body: { servers: string[] } }>(
      '/os-server-groups/forget-servers',
      {
        schema: {
          body: {
            type: 'object',
            required: ['servers'],
            properties: { servers: { type: 'array', items: server } },
          },
          response: { 200: { type: 'object', properties: { removed: { type: 'integer' } } } },
        },
      },
      async (request) => {
        const { context, isAdmin } = identityOf(deployment, request);
        if (!isAdmin) throw new Refusal(403, 'Policy allows this to admins only.');
        return { removed: await InstanceGroup.destroyMembersBulk(context, request.body.servers) };
      },
    );
  };
}

async function addMember(
  { quota }: Service,
  identity: Identity,
  group: InstanceGroup,
  serverUuid: string,
): Promise<string[]> {
  const { context } = identity;
  // What a refusal takes away is what this request has added.
  if (group.members.includes(serverUuid)) return group.members;
  await checkServerGroupMembers(identity, quota, group, 1);
  const all = await InstanceGroup.addMembers(context, group.uuid, [serverUuid]);
  if (!quota.recheck) return all;
  try {
    await group.refresh();
    await checkServerGroupMembers(identity, quota, group, 0);
    return all;
  } catch (error) {
    await InstanceGroup.removeMembers(context, group.uuid, [serverUuid]);
    throw error;
  }
}
