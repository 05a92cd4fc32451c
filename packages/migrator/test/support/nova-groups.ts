import type { CellDatabase, GroupContent, Harness, Row } from '@cellbridge/testing';

const EMOJI = '🚀';

const NAMES = [
  'plain',
  `群組 ελληνικά ${EMOJI} ümläut`,
  `it's "quoted" \\ and % and _`,
  'a\ttab, a\nline break\r\nand another',
  ' spaces around ',
  '',
  null,
];

/** A moment in SQLite's file as SQLAlchemy writes it, and how every reader has to see it. */
const MOMENTS = [
  ['2023-02-28 23:59:59.000001', '2023-02-28 23:59:59.000001'],
  ['2024-02-29 00:00:00.999999', '2024-02-29 00:00:00.999999'],
  ['2024-06-30 12:00:00.100000', '2024-06-30 12:00:00.100000'],
  ['2024-10-27 02:30:00', '2024-10-27 02:30:00.000000'],
  ['1999-12-31 23:59:59.5', '1999-12-31 23:59:59.500000'],
] as const;

const SHAPES = [
  { policies: ['anti-affinity'], members: ['a', 'b', 'c'] },
  { policies: ['affinity'], members: [] },
  { policies: [], members: ['d'] },
  { policies: [], members: [] },
  { policies: ['soft-affinity', 'anti-affinity', 'affinity'], members: ['e', 'f'] },
  { policies: ['affinity', 'affinity'], members: ['g', 'g', 'h', 'g'] },
];

/** Groups like those that Nova leaves behind after years. */
export interface NovaGroups {
  /** What has to be in the API database after the move. */
  readonly expected: readonly GroupContent[];
  readonly live: number;
}

/** Fills a cell that Nova made with every trait that its rows are known to have. */
export async function addNovaGroups(
  { testDialect }: Harness,
  cell: CellDatabase,
): Promise<NovaGroups> {
  const kept = (moment: string | null) => moment && testDialect.storedTimestamp(moment);
  const names = testDialect.holdsEmojis
    ? NAMES
    : NAMES.map((name) => name?.replace(EMOJI, '★') ?? null);
  const groups: Row[] = [];
  const policies: Row[] = [];
  const members: Row[] = [];
  const expected: GroupContent[] = [];
  for (let id = 1; id <= 210; id += 1) {
    const isDeleted = id % 7 === 3;
    // A group that is live again under the uuid of one that was deleted, and deleted twice.
    const uuid = uuidOf(id % 7 === 4 || id % 7 === 5 ? id - (id % 7) + 3 : id);
    const deletedNow = isDeleted || id % 7 === 4;
    const [createdAt, readCreatedAt] = MOMENTS[id % MOMENTS.length] ?? MOMENTS[0];
    const [updatedAt, readUpdatedAt] =
      id % 3 === 0 ? [null, null] : (MOMENTS[(id + 1) % MOMENTS.length] ?? MOMENTS[0]);
    const name = names[id % names.length] ?? null;
    const userId = id % 11 === 0 ? null : `user-${id % 4}`;
    const projectId = id % 13 === 0 ? null : `project-${id % 5}`;
    const shape = SHAPES[id % SHAPES.length] ?? { policies: [], members: [] };
    const times = { created_at: createdAt, updated_at: updatedAt };
    // Policies and members came later than their group, and each at a time of its own.
    const partTimes = (rowId: number) => ({
      created_at: MOMENTS[(rowId + 2) % MOMENTS.length]?.[0] ?? null,
      updated_at: rowId % 4 === 0 ? null : (MOMENTS[(rowId + 3) % MOMENTS.length]?.[0] ?? null),
    });
    const deletion = (rowId: number) => ({
      deleted: deletedNow ? rowId : 0,
      deleted_at: deletedNow ? '2024-11-01 10:00:00.123456' : null,
    });
    groups.push({
      id,
      uuid,
      name,
      user_id: userId,
      project_id: projectId,
      ...times,
      ...deletion(id),
    });
    for (const policy of shape.policies) {
      const rowId = policies.length + 1;
      policies.push({ id: rowId, group_id: id, policy, ...partTimes(rowId), ...deletion(rowId) });
    }
    const own = shape.members.map((member) => `instance-${id}-${member}`);
    for (const instance of own) {
      const rowId = members.length + 1;
      members.push({
        id: rowId,
        group_id: id,
        instance_id: instance,
        ...partTimes(rowId),
        ...deletion(rowId),
      });
    }
    if (id % 9 === 0) {
      // A member that left the group before the move.
      const rowId = members.length + 1;
      const left = { deleted: rowId, deleted_at: '2024-03-01 00:00:00.000000' };
      members.push({ id: rowId, group_id: id, instance_id: `left-${id}`, ...times, ...left });
    }
    if (deletedNow) continue;
    expected.push({
      uuid,
      name,
      userId,
      projectId,
      policies: [...new Set(shape.policies)].sort(),
      members: [...new Set(own)].sort(),
      createdAt: kept(readCreatedAt),
      updatedAt: kept(readUpdatedAt),
    });
  }
  // Live rows under a group that was deleted: nobody's.
  const orphan = { group_id: 3, deleted: 0, deleted_at: null, created_at: null, updated_at: null };
  policies.push({ id: policies.length + 1, policy: 'affinity', ...orphan });
  members.push({ id: members.length + 1, instance_id: 'orphan', ...orphan });
  const rows = {
    instance_groups: groups,
    instance_group_policy: policies,
    instance_group_member: members,
  };
  for (const [table, ofTable] of Object.entries(rows)) {
    await cell.raw.insert(table, ofTable);
    await cell.raw.followIds(table);
  }
  expected.sort((left, right) => (left.uuid < right.uuid ? -1 : 1));
  return { expected, live: expected.length };
}

function uuidOf(number: number): string {
  return `${String(number * 7919 + 10_000_000).slice(-8)}-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
