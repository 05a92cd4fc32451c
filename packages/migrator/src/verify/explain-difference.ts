/**
 * Which differences between a group and what moved no recorded change explains.
 *
 * A change through the objects is recorded in the receipt, by the names of the fields. Members come
 * and go in Nova without a record, so a member that was added or removed is always explained. What
 * moved is known by the digest of the receipt, part by part, and in plain words where the cell's rows
 * still have that digest. No time stamp is compared with another one but for equality.
 */
import { NO_RUN, type Receipt, type StampedGroup } from '@cellbridge/db-api';
import type { MovedContent } from '@cellbridge/db-cell';
import {
  type DigestedGroup,
  type DigestedRow,
  type DigestPart,
  differingParts,
  digestOf,
} from '../instance-groups/digest.js';
import { showList, showSides, showValue } from '../show-value.js';

/** A group of the API database beside what is known of its move. */
export interface Compared {
  readonly receipt: Pick<Receipt, 'digest' | 'changed' | 'runId'>;
  readonly group: StampedGroup;
  /** The cell's rows that moved, archived ones included; `undefined` where they are gone. */
  readonly moved: MovedContent | undefined;
}

/** What no recorded change explains. */
export interface Verdict {
  /** In plain words, with what moved and what is there now; empty where changes explain all. */
  readonly unexplained: readonly string[];
  /** Why it is unknown whether something else was damaged; `undefined` where it can. */
  readonly undecided: string | undefined;
}

type Explained = Pick<Verdict, 'unexplained'> & Partial<Pick<Verdict, 'undecided'>>;

interface Comparison {
  readonly digest: string;
  readonly runId: string;
  readonly group: StampedGroup;
  readonly isDifferent: (part: DigestPart) => boolean;
  readonly isRecorded: (...fields: string[]) => boolean;
  /** The cell's rows, where they say what moved in this part; `undefined` where that is not known. */
  readonly movedIn: (part: DigestPart) => MovedContent | undefined;
}

const NOTHING: Explained = { unexplained: [] };

/** Tells changes from damage. */
export function explainDifference({ receipt, group, moved }: Compared): Verdict {
  const { digest, changed, runId } = receipt;
  const parts = differingParts(digestOf(group), digest);
  const lost = moved && differingParts(digestOf(moved), digest);
  const comparison: Comparison = {
    digest,
    runId,
    group,
    isDifferent: (part) => parts.has(part),
    isRecorded: (...fields) => fields.some((field) => changed.includes(field)),
    movedIn: (part) => (lost?.has(part) ? undefined : moved),
  };
  const all = [explainFields, explainStamps, explainMembers].map((explain) => explain(comparison));
  const unexplained = all.flatMap((explained) => explained.unexplained);
  const undecided = all.find((explained) => explained.undecided !== undefined)?.undecided;
  return { unexplained, undecided: unexplained.length > 0 ? undefined : undecided };
}

/** Whether recorded changes alone explain all that differs, so that the cell need not be asked. */
export function isRecordedWhole({ receipt, group }: Omit<Compared, 'moved'>): boolean {
  const parts = differingParts(digestOf(group), receipt.digest);
  const isOfMembers = (part: DigestPart) => part === 'members' || part === 'memberStamps';
  return receipt.changed.includes('members') && [...parts].every(isOfMembers);
}

const FIELDS = ['name', 'userId', 'projectId'] as const;

function explainFields({ group, isDifferent, isRecorded, movedIn }: Comparison): Explained {
  if (!isDifferent('fields')) return NOTHING;
  const moved = movedIn('fields');
  if (!moved) {
    if (isRecorded(...FIELDS, 'policies')) return NOTHING;
    const now = `${showValue(group.name)}, ${showValue(group.userId)}, ${showValue(group.projectId)}, ${showPolicies(group)}`;
    return { unexplained: [`name, user, project or policies (now: ${now})`] };
  }
  const unexplained = FIELDS.filter((field) => group[field] !== moved[field] && !isRecorded(field));
  const sentences = unexplained.map((field) =>
    showSides(field, showValue(moved[field]), showValue(group[field])),
  );
  if (!isRecorded('policies') && !isSameSet(group.policies, moved.policies)) {
    sentences.push(showSides('policies', showPolicies(moved), showPolicies(group)));
  }
  return { unexplained: sentences };
}

function explainStamps(comparison: Comparison): Explained {
  const { group, isDifferent, isRecorded, movedIn } = comparison;
  if (!isDifferent('stamps')) return NOTHING;
  const moved = movedIn('stamps');
  if (!moved) return explainUnknownStamps(comparison);
  const unexplained = (['createdAt', 'updatedAt'] as const)
    .filter((field) => group[field] !== moved[field] && !isRecorded(field))
    .map((field) => showSides(field, showValue(moved[field]), showValue(group[field])));
  if (!isRecorded('policies')) {
    unexplained.push(...explainRowStamps('policy', group.policies, moved.policies));
  }
  // A cell keeps no rules, so none have moved.
  if (hasRules(group) && !isRecorded('rules')) {
    unexplained.push(showSides('rules', 'none', showValue(group.rules)));
  }
  return { unexplained };
}

/** The cell does not say which time stamps and rules have moved: they are gone, or were the API's own. */
function explainUnknownStamps({ digest, runId, group, isRecorded }: Comparison): Explained {
  if (!isRecorded('createdAt', 'updatedAt', 'policies', 'rules')) {
    const { createdAt, updatedAt } = group;
    const now = `${showValue(createdAt)}, ${showValue(updatedAt)}, ${showValue(group.rules)}`;
    return { unexplained: [`time stamps or rules (now: ${now})`] };
  }
  // What somebody decided in a quarantine may have had rules.
  if (!hasRules(group) || isRecorded('rules') || runId === NO_RUN) return NOTHING;
  // Mostly a group that moved had never been updated: then the digest still tells.
  const hadNoUpdate = { ...group, updatedAt: null };
  if (hasStampsOf(digest, hadNoUpdate)) return NOTHING;
  if (hasStampsOf(digest, { ...hadNoUpdate, rules: {} })) {
    return { unexplained: [showSides('rules', 'none', showValue(group.rules))] };
  }
  return {
    unexplained: [],
    undecided: `It has rules, ${showValue(group.rules)}, that nobody recorded; the cell no longer says whether they were there.`,
  };
}

function explainMembers({ group, isDifferent, isRecorded, movedIn }: Comparison): Explained {
  if (!isDifferent('memberStamps') || isRecorded('members')) return NOTHING;
  const moved = movedIn('members');
  if (!moved) {
    if (!isDifferent('members')) return { unexplained: ['time stamps of members'] };
    const undecided = `Its ${group.members.length} members are not those that moved; the cell no longer says which these were.`;
    return { unexplained: [], undecided };
  }
  if (movedIn('memberStamps')) {
    return {
      unexplained: [
        ...explainRowStamps('member', group.members, moved.members),
        ...explainForeign(group.members, moved.members),
      ],
    };
  }
  // Time stamps of the API database's own rows moved: known only as long as the members are the same.
  return isDifferent('members') ? NOTHING : { unexplained: ['time stamps of members'] };
}

/** Rows that are on both sides, with other time stamps than moved. */
function explainRowStamps(
  kind: 'policy' | 'member',
  there: readonly DigestedRow[],
  moved: readonly DigestedRow[],
): string[] {
  const movedRows = firstOfEach(moved);
  const altered = [...firstOfEach(there).values()].flatMap((row) => {
    const before = movedRows.get(row.value);
    return !before || isSameStamp(before, row) ? [] : [{ before, row }];
  });
  const sentences = altered.map(({ before, row }) =>
    showSides(showValue(row.value), showStamps(before), showStamps(row)),
  );
  return altered.length === 0 ? [] : [`time stamps of ${kind} ${showList(sentences)}`];
}

/** Members that did not move, with the time stamp of one that did and is gone: its row was changed. */
function explainForeign(there: readonly DigestedRow[], moved: readonly DigestedRow[]): string[] {
  const here = firstOfEach(there);
  const movedRows = firstOfEach(moved);
  const gone = new Map<string, DigestedRow>();
  for (const row of movedRows.values()) {
    if (!here.has(row.value) && row.createdAt !== null) gone.set(row.createdAt, row);
  }
  const sentences = [...here.values()].flatMap((row) => {
    const before = movedRows.has(row.value) ? undefined : gone.get(row.createdAt ?? '');
    return before ? [showSides('instance', showValue(before.value), showValue(row.value))] : [];
  });
  return sentences.length === 0 ? [] : [`members: ${showList(sentences)}`];
}

function firstOfEach(rows: readonly DigestedRow[]): Map<string | null, DigestedRow> {
  const first = new Map<string | null, DigestedRow>();
  for (const row of rows) {
    if (row.value !== null && !first.has(row.value)) first.set(row.value, row);
  }
  return first;
}

function isSameStamp(left: DigestedRow, right: DigestedRow): boolean {
  return left.createdAt === right.createdAt && left.updatedAt === right.updatedAt;
}

function isSameSet(left: readonly DigestedRow[], right: readonly DigestedRow[]): boolean {
  const others = firstOfEach(right);
  const own = firstOfEach(left);
  return own.size === others.size && [...own.keys()].every((value) => others.has(value));
}

function hasRules({ rules }: StampedGroup): boolean {
  return Object.keys(rules).length > 0;
}

function hasStampsOf(digest: string, group: DigestedGroup): boolean {
  return !differingParts(digestOf(group), digest).has('stamps');
}

function showPolicies({ policies }: Pick<DigestedGroup, 'policies'>): string {
  return showList(policies.map(({ value }) => showValue(value)));
}

function showStamps({ createdAt, updatedAt }: DigestedRow): string {
  return `${showValue(createdAt)}, ${showValue(updatedAt)}`;
}
