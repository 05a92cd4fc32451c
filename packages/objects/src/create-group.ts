import {
  findGroupByAnySpelling,
  findGroupByUuid,
  findKnownGroups,
  insertGroup,
  type NewApiGroup,
  now,
  UniqueViolationError,
} from '@cellbridge/db-api';
import { findGroupsByAnySpelling } from '@cellbridge/db-cell';
import { v4 as generateUuid } from 'uuid';
import { askCells } from './ask-cells.js';
import { InstanceGroupExistsError } from './errors/instance-group-exists-error.js';
import { type LocatedGroup, locatedInApi } from './group-content.js';
import { checkFields, type GroupFields } from './group-fields.js';
import { checkOptions, checkUuid } from './input.js';
import type { RequestContext } from './request-context.js';

type GivenFields = { readonly [Field in keyof GroupFields]?: GroupFields[Field] | undefined };

/** The fields of a new group. Its user and project default to those of the context. */
export interface CreateOptions extends GivenFields {
  /** Generated if omitted. */
  readonly uuid?: string | undefined;
  /** The same as `policies: [policy]`. */
  readonly policy?: string | undefined;
}

/** Creates a group in the API database, where all new ones are created. */
export async function createGroup(
  context: RequestContext,
  options: CreateOptions,
): Promise<LocatedGroup> {
  const { api } = context.deployment;
  const { uuid, policy, ...given } = checkOptions(options);
  const fields = checkFields(context, {
    name: given.name ?? null,
    userId: given.userId === undefined ? context.userId : given.userId,
    projectId: given.projectId === undefined ? context.projectId : given.projectId,
    policies: given.policies ?? (policy === undefined ? [] : [policy]),
    rules: given.rules ?? {},
    members: given.members ?? [],
  });
  const group: NewApiGroup = {
    ...fields,
    uuid: uuid === undefined ? generateUuid() : checkUuid(uuid),
    createdAt: api.dialect.storedTimestamp(now()),
  };
  if (uuid !== undefined) await refuseTakenUuid(context, group.uuid);
  const id = await api
    .transaction((transaction) => insertGroup(transaction, group))
    .catch(async (error: unknown) => {
      const isOfUuid =
        UniqueViolationError.isInstance(error) && (await isInApi(context, group.uuid));
      throw isOfUuid ? new InstanceGroupExistsError(group.uuid, error) : error;
    });
  return locatedInApi({ ...group, id, updatedAt: null });
}

/** Returns whether the uuid exists: the conflict may also be about another key. */
async function isInApi({ deployment: { api } }: RequestContext, uuid: string): Promise<boolean> {
  return (await findGroupByUuid(api, uuid, null)) !== undefined;
}

/**
 * Refuses a uuid that a group already has, in any spelling. The migrator would later find the uuid in a cell
 * that still holds it.
 */
async function refuseTakenUuid({ deployment }: RequestContext, uuid: string): Promise<void> {
  const { api, knownCells } = deployment;
  const there = await findGroupByAnySpelling(api, uuid, null);
  if (there) throw new InstanceGroupExistsError(there.uuid);
  const cells = await knownCells.toAsk();
  const { answers, failures } = await askCells(cells, (cell) =>
    findGroupsByAnySpelling(cell, uuid, null),
  );
  const [failure] = failures;
  if (failure) throw failure;
  const held = answers.flatMap(({ value }) => value).map((group) => group.uuid);
  if (held.length === 0) return;
  // The row of a group that moved and was destroyed since only waits to be cleaned up.
  const known = await findKnownGroups(api, held);
  knownCells.distrustHolders(answers, known);
  const taken = held.find((one) => !known.has(one));
  if (taken !== undefined) throw new InstanceGroupExistsError(taken);
}
