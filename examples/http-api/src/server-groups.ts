/** Nova's `os-server-groups`: list, create, show, delete. */
import { InstanceGroup, InstanceGroupList, InvalidInputError } from '@cellbridge/objects';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { describeGroup } from './describe-group.js';
import { type Identity, identityOf, mayChange } from './identity.js';
import { microversionOf, sayMicroversion } from './microversion.js';
import { checkServerGroups } from './quota.js';
import { Refusal } from './refusal.js';
import { anyCreateSchema, createSchema, groupSchema, indexSchema, showSchema } from './schemas.js';
import type { Service } from './service.js';

/** How many groups a page has at most, and without a limit (Nova's `[api] max_limit`). */
const LARGEST_PAGE = 1000;

interface NewGroup {
  readonly name: string;
  readonly policies?: readonly string[];
  readonly policy?: string;
  readonly rules?: { readonly max_server_per_host?: number | string };
}

const one = { 200: { type: 'object', properties: { server_group: groupSchema } } };
const many = {
  200: {
    type: 'object',
    properties: { server_groups: { type: 'array', items: groupSchema } },
  },
};

/** The routes, under `/os-server-groups`. */
export function serverGroups(service: Service): FastifyPluginAsync {
  const { deployment } = service;
  return async (server) => {
    server.addHook('onRequest', async (request, reply) => {
      sayMicroversion(reply, microversionOf(request));
      identityOf(deployment, request);
    });

    server.get('/', { schema: { response: many } }, async (request) => {
      const { context, projectId, isAdmin } = identityOf(deployment, request);
      const version = microversionOf(request);
      const query = parametersOf(request, indexSchema(version));
      const page = pageOf(query);
      // Who is no admin gets the own project's groups, whatever was asked for.
      const groups =
        isAdmin && 'all_projects' in query
          ? await InstanceGroupList.getAll(context, page)
          : await InstanceGroupList.getByProjectId(context, projectId, page);
      const existing = await InstanceGroupList.getExistingMembers(context, groups);
      return {
        server_groups: groups.map((group) =>
          describeGroup(group, existing.get(group.uuid) ?? [], version),
        ),
      };
    });

    server.post<{ Body: { server_group: NewGroup } }>(
      '/',
      {
        schema: { body: anyCreateSchema, response: one },
        // Before the description is held against it: its own version says more.
        preValidation: async (request) => {
          const version = microversionOf(request);
          validate(request, request.body, createSchema(version), 'field/attribute');
        },
      },
      async (request) => {
        const identity = mayChange(identityOf(deployment, request));
        const group = await create(service, identity, request.body.server_group);
        return { server_group: describeGroup(group, [], microversionOf(request)) };
      },
    );

    server.get<ById>('/:id', { schema: { response: one } }, async (request) => {
      const version = microversionOf(request);
      parametersOf(request, showSchema(version));
      const group = await find(identityOf(deployment, request), request.params.id);
      return { server_group: describeGroup(group, await group.getExistingMembers(), version) };
    });

    server.delete<ById>('/:id', { schema: { response: { 204: {} } } }, async (request, reply) => {
      const group = await find(mayChange(identityOf(deployment, request)), request.params.id);
      await group.destroy();
      return reply.code(204).send();
    });
  };
}

interface ById {
  Params: { id: string };
}

/** @throws InstanceGroupNotFoundError · Refusal 404 if it cannot be one. */
export async function find({ context }: Identity, id: string): Promise<InstanceGroup> {
  try {
    return await InstanceGroup.getByUuid(context, id);
  } catch (error) {
    if (!InvalidInputError.isInstance(error)) throw error;
    throw new Refusal(404, `Instance group ${id} could not be found.`);
  }
}

async function create(
  { quota, hasOldComputes }: Service,
  identity: Identity,
  { name, policies = [], policy = policies[0] ?? '', rules = {} }: NewGroup,
): Promise<InstanceGroup> {
  await checkServerGroups(identity, quota, 1);
  if (policy !== 'anti-affinity' && Object.keys(rules).length > 0) {
    throw new Refusal(400, 'Only anti-affinity policy supports rules.');
  }
  const most = rules.max_server_per_host;
  if (Number(most ?? 1) > 1 && (await hasOldComputes())) {
    throw new Refusal(
      409,
      'Creating an anti-affinity group with rule max_server_per_host > 1 is not yet supported.',
    );
  }
  const group = await InstanceGroup.create(identity.context, {
    name,
    policy,
    rules: most === undefined ? {} : { max_server_per_host: Number(most) },
  });
  if (!quota.recheck) return group;
  try {
    await checkServerGroups(identity, quota, 0);
    return group;
  } catch (error) {
    await group.destroy();
    throw error;
  }
}

type Parameters = Readonly<Record<string, string[]>>;

/** The parameters of a request, each as a list of what was given. */
function parametersOf(request: FastifyRequest, schema: object): Parameters {
  const given = Object.entries(request.query as Record<string, string | string[]>);
  const parameters = Object.fromEntries(given.map(([name, value]) => [name, [value].flat()]));
  validate(request, parameters, schema, 'query parameters');
  return parameters;
}

/** Of a parameter that is given several times, the last counts. */
function pageOf({ limit, offset }: Parameters): { limit: number; offset: number } {
  const asked = Number(limit?.at(-1) ?? 0) || LARGEST_PAGE;
  const first = Number(offset?.at(-1) ?? 0);
  return {
    limit: Math.min(asked, LARGEST_PAGE),
    offset: Math.min(first, Number.MAX_SAFE_INTEGER),
  };
}

/** @throws Refusal 400 */
function validate(request: FastifyRequest, value: unknown, schema: object, what: string): void {
  const check = request.getValidationFunction(schema) ?? request.compileValidationSchema(schema);
  if (check(value)) return;
  const [{ instancePath = '', message = '' } = {}] = check.errors ?? [];
  throw new Refusal(400, `Invalid input for ${what} ${instancePath.slice(1)}: ${message}.`);
}
