/** The members of a group, after a change. */
export interface MembersDocument {
  /** The group's uuid, as it was given. */
  readonly uuid: string;
  /** Instance uuids, sorted. */
  readonly members: readonly string[];
}

/** A group that was destroyed. */
export interface DestroyedGroupDocument {
  readonly uuid: string;
}
