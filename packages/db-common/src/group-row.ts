import type { PgColumn } from 'drizzle-orm/pg-core';

/** The row of a group, in either kind of database, without policies and members. */
export interface GroupRow {
  /** The row's id in its database. */
  readonly id: number;
  readonly uuid: string;
  readonly name: string | null;
  readonly userId: string | null;
  readonly projectId: string | null;
  /** `YYYY-MM-DD HH:MM:SS.ffffff`, UTC, as Nova stores it. */
  readonly createdAt: string | null;
  /** In the same form; `null` until the first change. */
  readonly updatedAt: string | null;
}

/** The columns of a group's row that a caller may change; an absent key stays unchanged. */
export type GroupChanges = Partial<Pick<GroupRow, 'name' | 'userId' | 'projectId'>>;

/** The columns of {@link GroupRow}, for a `select` from `instance_groups`. */
export function groupRowColumns<Table extends Record<keyof GroupRow, PgColumn>>({
  id,
  uuid,
  name,
  userId,
  projectId,
  createdAt,
  updatedAt,
}: Table): Pick<Table, keyof GroupRow> {
  return { id, uuid, name, userId, projectId, createdAt, updatedAt };
}

/** Returns the values of policy or member rows, each once, in the order of the rows. */
export function distinctValues(values: readonly (string | null)[]): string[] {
  return [...new Set(values)].filter((value) => value !== null);
}

/**
 * Returns the members that a group does not have yet, each once, as they are stored: half of a surrogate pair is not.
 *
 * @param known the members that it has.
 */
export function newMembers(
  asked: readonly string[],
  known: readonly (string | null)[],
): readonly string[] {
  const had = new Set(known);
  const wellFormed = asked.map((member) => member.toWellFormed());
  return distinctValues(wellFormed).filter((member) => !had.has(member));
}
