import { hash } from 'node:crypto';
import type { GroupRow } from '@cellbridge/db-api';

/** A policy or member row, as far as a digest covers it. */
export interface DigestedRow {
  readonly value: string | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

/** A group, as far as a digest covers it: all but ids. Time stamps are in their stored form. */
export interface DigestedGroup extends Omit<GroupRow, 'id'> {
  readonly policies: readonly DigestedRow[];
  readonly members: readonly DigestedRow[];
  /** A cell keeps none. */
  readonly rules?: Readonly<Record<string, unknown>>;
}

/**
 * The parts of a digest, in their order.
 *
 * - `fields`: uuid, name, user, project and policies. · `members`: the members.
 * - `stamps`: rules, and the time stamps of the group and its policies.
 * - `memberStamps`: the time stamps of the members.
 */
const DIGEST_PARTS = ['fields', 'members', 'stamps', 'memberStamps'] as const;

export type DigestPart = (typeof DIGEST_PARTS)[number];

/** Characters of a part: 84 bits, so that four of them fit the 64 characters of Nova's and our columns. */
const PART_CHARACTERS = 14;

/**
 * The digest of a group: for each of {@link DIGEST_PARTS} the start of a SHA-256 in base64url, joined
 * by dots. The order of policies and members does not count, nor do repetitions or rows without a value.
 */
export function digestOf(group: DigestedGroup): string {
  const policies = distinct(group.policies);
  const members = distinct(group.members);
  const { uuid, name, userId, projectId, createdAt, updatedAt, rules = {} } = group;
  const canonicalRules = Object.entries(rules)
    .map(([rule, value]) => [rule, String(value)] as const)
    .sort(byFirst);
  return [
    [uuid, name, userId, projectId, policies.map(([value]) => value)],
    members.map(([value]) => value),
    [createdAt, updatedAt, policies, canonicalRules],
    members,
  ]
    .map(partOf)
    .join('.');
}

/** What a group is, whichever database holds it: all but ids, time stamps and rules. */
export interface GroupContent {
  readonly uuid: string;
  readonly name: string | null;
  readonly userId: string | null;
  readonly projectId: string | null;
  readonly policies: readonly string[];
  readonly members: readonly string[];
}

/** A group with the values of its policies and members alone; a row without a value says nothing. */
export function contentOf<Group extends DigestedGroup>(
  group: Group,
): Omit<Group, 'policies' | 'members'> & GroupContent {
  const valuesOf = (rows: readonly DigestedRow[]) =>
    rows.flatMap(({ value }) => (value === null ? [] : [value]));
  return { ...group, policies: valuesOf(group.policies), members: valuesOf(group.members) };
}

/** A digest of content alone, for {@link isSameContent}. */
export function contentDigestOf(group: GroupContent): string {
  const { uuid, name, userId, projectId } = group;
  const stamps = { createdAt: null, updatedAt: null };
  const rows = (values: readonly string[]) => values.map((value) => ({ value, ...stamps }));
  const content = { policies: rows(group.policies), members: rows(group.members) };
  return digestOf({ uuid, name, userId, projectId, ...stamps, ...content });
}

/** The parts in which two digests differ. */
export function differingParts(left: string, right: string): Set<DigestPart> {
  const others = right.split('.');
  const own = left.split('.');
  return new Set(DIGEST_PARTS.filter((_, index) => own[index] !== others[index]));
}

/** In what a group differs from a digest; one that an earlier release made tells the content alone. */
export function differencesFrom(digest: string, group: DigestedGroup): Set<DigestPart> {
  if (isFirstDigest(digest) && firstDigestOf(group) === digest) return new Set();
  return differingParts(digestOf(group), digest);
}

/** Whether two digests say the same of what both databases hold: all but rules and time stamps. */
export function isSameContent(left: string, right: string): boolean {
  const differing = differingParts(left, right);
  return !differing.has('fields') && !differing.has('members');
}

/** Whether an earlier release made the digest: it covers neither rules nor time stamps. */
export function isFirstDigest(digest: string): boolean {
  return /^[0-9a-f]{64}$/.test(digest);
}

/** The digest as the first release made it. */
export function firstDigestOf(group: DigestedGroup): string {
  const { uuid, name, userId, projectId } = group;
  const policies = distinct(group.policies).map(([value]) => value);
  const members = distinct(group.members).map(([value]) => value);
  const canonical = [uuid, name, userId, projectId, policies, members];
  return hash('sha256', JSON.stringify(canonical));
}

function partOf(canonical: unknown): string {
  return hash('sha256', JSON.stringify(canonical), 'base64url').slice(0, PART_CHARACTERS);
}

type StampedValue = readonly [value: string, createdAt: string | null, updatedAt: string | null];

/** The first row of each value, sorted by value. */
function distinct(rows: readonly DigestedRow[]): StampedValue[] {
  const first = new Map<string, StampedValue>();
  for (const { value, createdAt, updatedAt } of rows) {
    if (value !== null && !first.has(value)) first.set(value, [value, createdAt, updatedAt]);
  }
  return [...first.values()].sort(byFirst);
}

function byFirst([left]: readonly unknown[], [right]: readonly unknown[]): number {
  if (left === right) return 0;
  return String(left) < String(right) ? -1 : 1;
}
