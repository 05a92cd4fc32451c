import type { ApiGroup, ProjectScope } from '@cellbridge/db-api';
import { InvalidInputError } from './errors/invalid-input-error.js';
import { checkNullableText, checkRules, checkTexts } from './input.js';

/** The fields of a group that an application may change. */
export interface GroupFields {
  /** At most 255 characters; several groups may have the same name. */
  name: string | null;
  /** The owning user. */
  userId: string | null;
  /** The owning project; only an admin context may set another project. */
  projectId: string | null;
  /** Each once; the first is Nova's `policy` of the group. */
  policies: string[];
  /** Whole numbers by name, such as `max_server_per_host`. */
  rules: Record<string, number>;
  /** Instance uuids, each once. */
  members: string[];
}

/** Copies a group's fields, so that changing either does not change the other. */
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
 * Checks that every database can store the fields.
 *
 * @throws InvalidInputError also if a non-admin context would give a group away.
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

/** Returns the names of the fields in which two versions of a group differ; the order of members does not count. */
export function changedFields(before: GroupFields, after: GroupFields): (keyof GroupFields)[] {
  const names = Object.keys(after) as (keyof GroupFields)[];
  return names.filter((name) => {
    if (name !== 'members') return !isSame(before[name], after[name]);
    const { added, removed } = memberChanges(before.members, after.members);
    return added.length + removed.length > 0;
  });
}

/** The members that were added and removed between two versions of a group. */
export interface MemberChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Returns how the members changed from one version of a group to the next. */
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

/** The order of the names in rules does not count. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value) || value === null || typeof value !== 'object') return value;
  return Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
}
