import type { GroupRow } from '@cellbridge/db-common';

/** A group in the API database: its row, its policies and its members, from one snapshot. */
export interface ApiGroup extends GroupRow {
  /** In the order of their rows; Nova's `policy` is the first. */
  readonly policies: string[];
  /** The rules of the first policy row that has any: whole numbers by name; `{}` if there are none. */
  readonly rules: Record<string, number>;
  /** The text of the rules, if it is not a JSON object of whole numbers; `rules` has the whole numbers. */
  readonly unreadableRules?: string;
  /** Instance uuids, each once, in the order of their rows. */
  readonly members: string[];
}

/** What {@link insertGroup} writes. */
export type NewApiGroup = Omit<ApiGroup, 'id' | 'updatedAt' | 'unreadableRules'>;
