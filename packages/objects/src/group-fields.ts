import type { ApiGroup, ProjectScope } from '@cellbridge/db-api';
import { InvalidInputError } from './errors/invalid-input-error.js';
import { checkNullableText, checkRules, checkTexts } from './input.js';

/** The fields of a group that an application may change. */
export interface GroupFields {
  /** At most 255 characters; any number of groups may bear one. */
  name: string | null;
  /** The user whose group it is. */
  userId: string | null;
  /** The project whose group it is; only an admin context gives it to another. */
  projectId: string | null;
  /** Each once; the first is what Nova calls the group's policy. */
  policies: string[];
  /** Whole numbers by name, such as `max_server_per_host`. */
  rules: Record<string, number>;
  /** Instance uuids, each once. */
  members: string[];
}

/** A copy of a group's fields, so that a change of either is not a change of the other. */
export function copyFields(group: ApiGroup | GroupFields): GroupFields {
  const { name, userId, projectId, policies, rules, members } = group;
  return {
    name,
    userId,
    projectId,
    policies: [...policies],
    rules: { ...rules },
    members: [...members],
  };
}

/**
 * Checks that fields are such as every database stores.
 *
 * @throws InvalidInputError also if a context that is not admin would give a group away.
 */
export function checkFields(
  context: { readonly scope: ProjectScope },
  fields: GroupFields,
): GroupFields {
  const policies = checkTexts(fields.policies, 'policy', 'policies');
  if (context.scope !== null && fields.projectId !== context.scope) {
    throw new InvalidInputError('Only an admin context gives a group to another project.');
  }
  return {
    name: checkNullableText(fields.name, 'name'),
    userId: checkNullableText(fields.userId, 'user id'),
    projectId: checkNullableText(fields.projectId, 'project id'),
    policies,
    rules: checkRules(fields.rules, policies),
    members: checkTexts(fields.members, 'member'),
  };
}

/** The names of the fields in which two versions of a group differ; members have no order. */
export function changedFields(before: GroupFields, after: GroupFields): (keyof GroupFields)[] {
  const names = Object.keys(after) as (keyof GroupFields)[];
  return names.filter((name) => {
    if (name !== 'members') return !isSame(before[name], after[name]);
    const { added, removed } = memberChanges(before.members, after.members);
    return added.length + removed.length > 0;
  });
}

/** The members that one version of a group has and another has not. */
export interface MemberChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** What became of the members from one version of a group to the next. */
export function memberChanges(before: readonly string[], after: readonly string[]): MemberChanges {
  return { added: without(after, before), removed: without(before, after) };
}

function without(values: readonly string[], left: readonly string[]): string[] {
  const omitted = new Set(left);
  return values.filter((value) => !omitted.has(value));
}

function isSame(left: unknown, right: unknown): boolean {
  return JSON.stringify(canonical(left)) === JSON.stringify(canonical(right));
}

/** Rules are the same in any order of their names. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value) || value === null || typeof value !== 'object') return value;
  return Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
}
