import { randomUUID } from 'node:crypto';
import type { Row } from '../raw/raw-database.js';

/** A group to add to a database. Values that are left out are generated. */
export interface GroupSeed {
  readonly uuid?: string;
  readonly name?: string | null;
  /** Default `user`. */
  readonly userId?: string | null;
  /** Default `project`. */
  readonly projectId?: string | null;
  /** Default: `anti-affinity`. */
  readonly policies?: readonly (string | null)[];
  /** Uuids of instances, with repetitions or without. Default: none. */
  readonly members?: readonly (string | null)[];
  /** `YYYY-MM-DD HH:MM:SS.ffffff`. Default: a different one for each group. */
  readonly createdAt?: string | null;
  readonly updatedAt?: string | null;
}

/** A policy or a member of a group, before it is inserted. */
export interface GroupPart<Seed> {
  readonly seed: Seed;
  readonly groupId: number;
  readonly createdAt: string;
  /** The policy, or the uuid of the instance. */
  readonly value: string | null;
}

/** The row of a group, with the columns that both databases have. */
export function groupRow(seed: GroupSeed & { readonly uuid: string }, id: number): Row {
  return {
    created_at: seed.createdAt === undefined ? timestampAfter(id) : seed.createdAt,
    updated_at: seed.updatedAt ?? null,
    uuid: seed.uuid,
    name: seed.name === undefined ? `group-${id}` : seed.name,
    user_id: seed.userId === undefined ? 'user' : seed.userId,
    project_id: seed.projectId === undefined ? 'project' : seed.projectId,
  };
}

/** The policies and the members of groups whose ids are `ids`. */
export function groupParts<Seed extends GroupSeed>(seeds: readonly Seed[], ids: readonly number[]) {
  const partsOf = (valuesOf: (seed: Seed) => readonly (string | null)[]): GroupPart<Seed>[] =>
    seeds.flatMap((seed, index) => {
      const groupId = ids[index] ?? 0;
      const part = { seed, groupId, createdAt: timestampAfter(groupId) };
      return valuesOf(seed).map((value) => ({ ...part, value }));
    });
  return {
    policies: partsOf((seed) => seed.policies ?? ['anti-affinity']),
    members: partsOf((seed) => seed.members ?? []),
  };
}

/** A time stamp that grows with `id`, by seconds and microseconds. */
function timestampAfter(id: number): string {
  const seconds = new Date(Date.UTC(2024, 0, 1) + id * 1000).toISOString().slice(0, 19);
  const decimals = String((id * 7919) % 1_000_000).padStart(6, '0');
  return `${seconds.replace('T', ' ')}.${decimals}`;
}

/** Generates a uuid where a seed has none. */
export function withUuid<Seed extends GroupSeed>(seed: Seed): Seed & { readonly uuid: string } {
  return { ...seed, uuid: seed.uuid ?? randomUUID() };
}

/** A group that was added. */
export interface AddedGroup {
  readonly id: number;
  readonly uuid: string;
}
