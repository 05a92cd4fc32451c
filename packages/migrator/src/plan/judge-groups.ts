/** What a run would do with a live group of a cell. */
import {
  findKnownGroups,
  findStampedGroups,
  readTextColumns,
  refusedTexts,
  type TextColumns,
} from '@cellbridge/db-api';
import { type CellReader, findMovedContent, type MovedContent } from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';
import { listLostUuids } from '../evidence/list-lost.js';
import { asKept } from '../instance-groups/as-kept.js';
import { toMovedGroup } from '../instance-groups/assemble.js';
import { describeConflict } from '../instance-groups/describe-conflict.js';
import { contentDigestOf, contentOf, digestOf, isSameContent } from '../instance-groups/digest.js';
import {
  ANOTHER_LOST,
  destroyedSince,
  type Obstacle,
  otherContent,
} from '../instance-groups/obstacles.js';
import { findUnreadable } from '../instance-groups/refuse-unreadable.js';
import { UnreadableValueError } from '../instance-groups/unreadable-value-error.js';
import { receiptOfRow } from '../receipt-of-row.js';

/** What is known before the groups of a cell are judged. */
export interface JudgeScope {
  readonly deployment: Deployment;
  readonly cell: Cell;
  readonly columns: TextColumns;
  readonly lostUuids: ReadonlySet<string>;
}

/** Reads what has to be known of the whole deployment. */
export async function readJudgeScope(deployment: Deployment): Promise<Omit<JudgeScope, 'cell'>> {
  const columns = await deployment.api.snapshot(readTextColumns);
  return { deployment, columns, lostUuids: await listLostUuids(deployment) };
}

/** A live group of a cell, and what of it nobody can read. */
export interface LiveGroup {
  readonly group: MovedContent;
  readonly unreadable: UnreadableValueError | undefined;
}

/** Reads live groups by the ids of their rows, in that order. Call it in a snapshot. */
export async function readLiveGroups(
  reader: CellReader,
  ids: readonly number[],
): Promise<LiveGroup[]> {
  const groups = await findMovedContent(reader, ids, { withArchive: false });
  const live: LiveGroup[] = [];
  for (const group of groups) {
    const { policies, members } = group;
    const values = await findUnreadable(reader, { groups: [group], policies, members });
    const unreadable = values.length > 0 ? new UnreadableValueError(values) : undefined;
    live.push({ group, unreadable });
  }
  return live;
}

/** What would become of a group: the count that it belongs to, or why it would be quarantined. */
export type Verdict = 'groups' | 'leftover' | 'absorbed' | Obstacle;

/** Says what a run would do with groups of a cell, by what the API database knows of them now. */
export async function judgeGroups(
  { cell, columns, deployment, lostUuids }: JudgeScope,
  page: readonly LiveGroup[],
): Promise<{ group: MovedContent; verdict: Verdict }[]> {
  const { api } = deployment;
  const uuids = page.map(({ group }) => group.uuid);
  const { known, stored } = await api.snapshot(async (reader) => {
    const known = await findKnownGroups(reader, uuids);
    const there = uuids.filter((uuid) => known.get(uuid)?.exists);
    return { known, stored: await findStampedGroups(reader, there) };
  });
  const judge = ({ group, unreadable }: LiveGroup): Verdict => {
    if (receiptOfRow(cell, group, known)) return 'leftover';
    const own = known.get(group.uuid);
    if (!own && lostUuids.has(group.uuid)) return ANOTHER_LOST;
    if (own && !own.exists) return destroyedSince(own.receipt);
    if (unreadable) return { reason: 'unreadable', details: unreadable.message };
    const other = stored.get(group.uuid);
    if (other) {
      const content = contentOf(group);
      if (isSameContent(digestOf(other), contentDigestOf(content))) return 'absorbed';
      return otherContent(describeConflict(contentOf(other), content));
    }
    const { id: cellGroupId, ...row } = asKept(api, group);
    const refused = refusedTexts(columns, toMovedGroup({ ...row, cellGroupId }), 'instance_uuid');
    if (refused.length > 0) return { reason: 'refused', details: refused.join(' ') };
    return 'groups';
  };
  return page.map((planned) => ({ group: planned.group, verdict: judge(planned) }));
}
