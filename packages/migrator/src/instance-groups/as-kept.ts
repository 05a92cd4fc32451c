import type { ApiDatabase } from '@cellbridge/db-api';

/** A row of Nova's tables, as far as its time stamps matter. */
interface Stamped {
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

/** A group of a cell with its parts. */
interface StampedContent extends Stamped {
  readonly policies: readonly Stamped[];
  readonly members: readonly Stamped[];
}

/**
 * Returns a group of a cell with the time stamps that the API database keeps of it, which may hold whole seconds only.
 * What digests cover is the same on both sides then.
 */
export function asKept<Group extends StampedContent>(
  { dialect }: Pick<ApiDatabase, 'dialect'>,
  group: Group,
): Group {
  const keep = (stamp: string | null) => stamp && dialect.storedTimestamp(stamp);
  const kept = <Row extends Stamped>(row: Row): Row => {
    const createdAt = keep(row.createdAt);
    const updatedAt = keep(row.updatedAt);
    const isKept = createdAt === row.createdAt && updatedAt === row.updatedAt;
    return isKept ? row : { ...row, createdAt, updatedAt };
  };
  const { policies, members } = group;
  return { ...kept(group), policies: policies.map(kept), members: members.map(kept) };
}
