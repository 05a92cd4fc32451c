import { cellLabel } from '@cellbridge/objects';

/** A group, and what keeps it where it is. */
interface Obstacle {
  readonly groupUuid: string;
  readonly reason: string;
  /** The reason, and what to do, in sentences. */
  readonly details: string;
}

/** The groups of a cell that something keeps where they are. */
interface Obstacles {
  readonly cell: { readonly uuid: string; readonly name: string | null };
  /** What they cannot do: `move`. */
  readonly verb: string;
  /** Those that are known by name. */
  readonly groups: readonly Obstacle[];
  /** How many there are. */
  readonly total: number;
  /** How many people are shown. */
  readonly most: number;
}

/** Describes groups of a cell that something keeps where they are: a line each, and one for those that are left out. */
export function describeObstacles({ cell, verb, groups, total, most }: Obstacles): string[] {
  const name = cellLabel(cell);
  const lines = groups.slice(0, most).map(({ groupUuid, reason, details }) => {
    return `${name}: group ${groupUuid} cannot ${verb} (${reason}). ${details}`;
  });
  const more = total - lines.length;
  return more > 0 ? [...lines, `${name}: ... and ${more} more; see --json.`] : lines;
}
