/** Every public function, with any input: a clear error or an answer, and no SQL from data. */
import { forEachDialect, pickSeed, proof, type TestDeployment } from '@cellbridge/testing';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  CellbridgeError,
  type Deployment,
  InstanceGroup,
  InstanceGroupList,
} from '../src/index.js';
import { createMixed, open } from './support/mixed.js';

const OURS = '5e0f0000-0000-4000-8000-00000000000a';
const THEIRS = '5e0f0000-0000-4000-8000-00000000000b';
/** Values that a program without types may pass. */
// biome-ignore lint/suspicious/noExplicitAny: anything at all.
type Anything = any;
type Call = (deployment: Deployment, ...values: Anything[]) => Promise<unknown>;

const nasty = fc.constantFrom(
  "'; DROP TABLE instance_groups; --",
  "x' OR '1'='1",
  '"; DELETE FROM instance_group_member; --',
  '$1',
  '?',
  '%',
  '_',
  '\\',
  '\0',
  '\ud800',
  '{"a":1}',
  '{NULL}',
  '{}',
  '[]',
  'NULL',
  'é\u0301😀',
  'x'.repeat(255),
  'x'.repeat(256),
  OURS.toUpperCase(),
  OURS,
  THEIRS,
);
const value = fc.oneof(
  { weight: 4, arbitrary: nasty },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 1, arbitrary: fc.anything() },
);
const values = fc.oneof(fc.array(value, { maxLength: 4 }), value);
const options = fc.oneof(
  fc.record(
    {
      ...{ uuid: value, name: value, userId: value, projectId: value, policy: value },
      ...{ policies: values, members: values },
      rules: fc.oneof(value, fc.dictionary(fc.string(), value)),
      ...{ limit: value, marker: value, batchSize: value, exclude: values },
    },
    { requiredKeys: [] },
  ),
  fc.anything(),
);

const mine = (deployment: Deployment) => deployment.context({ userId: 'u', projectId: 'ours' });
const CALLS: Readonly<Record<string, Call>> = {
  context: async (deployment, first) => deployment.context(first),
  cell: async (deployment, first) => deployment.cell(first),
  create: (deployment, first) => InstanceGroup.create(mine(deployment), first),
  adminContext: async (deployment, first) => deployment.adminContext(first),
  getByUuid: (deployment, first) => InstanceGroup.getByUuid(mine(deployment), first),
  getByName: (deployment, first) => InstanceGroup.getByName(mine(deployment), first),
  getByInstanceUuid: (deployment, first) =>
    InstanceGroup.getByInstanceUuid(mine(deployment), first),
  getByHint: (deployment, first) => InstanceGroup.getByHint(mine(deployment), first),
  addMembers: (deployment, first, second) =>
    InstanceGroup.addMembers(mine(deployment), first, second),
  'addMembers to ours': (deployment, _first, second) =>
    InstanceGroup.addMembers(mine(deployment), OURS, second),
  removeMembers: (deployment, first, second) =>
    InstanceGroup.removeMembers(mine(deployment), first, second),
  destroyMembersBulk: (deployment, _first, second) =>
    InstanceGroup.destroyMembersBulk(mine(deployment), second),
  save: async (deployment, first) => {
    const group = await InstanceGroup.getByUuid(mine(deployment), OURS);
    const fields = ['name', 'userId', 'projectId', 'policies', 'members', 'rules'];
    for (const field of fields) {
      if (Object(first)[field] !== undefined) Object.assign(group, { [field]: first[field] });
    }
    await group.save();
  },
  getHosts: async (deployment, first) =>
    (await InstanceGroup.getByUuid(mine(deployment), OURS)).getHosts(first),
  getHostCounts: async (deployment, first) =>
    (await InstanceGroup.getByUuid(mine(deployment), OURS)).getHostCounts(first),
  getExistingMembers: (deployment, first) =>
    InstanceGroupList.getExistingMembers(mine(deployment), first),
  countMembersByUser: async (deployment, first) =>
    (await InstanceGroup.getByUuid(mine(deployment), OURS)).countMembersByUser(first),
  getAll: (deployment, first) => InstanceGroupList.getAll(mine(deployment), first),
  getByProjectId: (deployment, first, second) =>
    InstanceGroupList.getByProjectId(mine(deployment), first, second),
  getCounts: (deployment, first, second) =>
    InstanceGroupList.getCounts(mine(deployment), first, second),
  iterate: (deployment, first) => InstanceGroupList.iterate(mine(deployment), first).next(),
};

const CLEAR = [
  'INVALID_INPUT',
  'INSTANCE_GROUP_NOT_FOUND',
  'INSTANCE_GROUP_EXISTS',
  'CELL_NOT_FOUND',
] as const;

forEachDialect('Any input', (harness) => {
  const { holdsEmojis } = harness.testDialect;
  /** What a clear refusal is; that of a text which the database cannot hold comes from there. */
  const refusals: readonly string[] = holdsEmojis ? CLEAR : [...CLEAR, 'CONSTRAINT'];
  const isStorable = (text: string) =>
    text.length <= 255 &&
    !text.includes('\0') &&
    !/\p{Surrogate}/u.test(text) &&
    (holdsEmojis || !/[\u{10000}-\u{10ffff}]/u.test(text));
  let databases: TestDeployment;
  beforeAll(async () => {
    databases = await createMixed(harness);
    await databases.api.addGroups([
      { uuid: OURS, projectId: 'ours', policies: ['affinity'], members: ['m'] },
      { uuid: THEIRS, projectId: 'theirs', policies: ['affinity'], members: ['n'] },
    ]);
    await databases.cell.addGroups([{ projectId: 'theirs', members: ['o'] }]);
  });

  /** What must not change if the caller asks for the project "ours". */
  const theirs = async () => [
    (await databases.api.groups()).filter(({ projectId }) => projectId === 'theirs'),
    await databases.cell.content(),
  ];

  describe.each(Object.keys(CALLS))('passed to %s', (name) => {
    test('is answered or clearly refused, and does not become SQL', async () => {
      const call = CALLS[name] as Call;
      const before = await theirs();
      await using deployment = await open(databases);
      const property = fc.asyncProperty(
        fc.oneof(value, options),
        fc.oneof(values, options),
        async (first, second) => {
          const error = await call(deployment, first, second).then(
            () => undefined,
            (thrown: unknown) => thrown,
          );
          if (error !== undefined) expectClear(error, refusals);
        },
      );
      await fc.assert(property, { seed: pickSeed(), numRuns: proof(40, 2_000) });
      expect(await theirs()).toEqual(before);
    });
  });

  test.each(['addMembers', 'save'])('with an emoji is stored or refused: %s', async (name) => {
    await using deployment = await open(databases);
    const emoji = 'e\u{1F600}';
    const call = CALLS[name] as Call;
    const given = name === 'save' ? { members: ['m', emoji] } : OURS;
    const failure = await call(deployment, given, [emoji]).catch((error: unknown) => error);
    const { members } = await InstanceGroup.getByUuid(mine(deployment), OURS);
    if (holdsEmojis) expect(members).toContain(emoji);
    else expect(failure).toMatchObject({ code: 'CONSTRAINT' });
  });

  test('comes back unchanged if it is text', async () => {
    await using deployment = await open(databases);
    const text = fc.oneof(nasty, fc.string({ unit: 'binary', minLength: 1 })).filter(isStorable);
    const property = fc.asyncProperty(text, text, text, async (name, policy, member) => {
      const context = mine(deployment);
      const made = await InstanceGroup.create(context, { name, policy, members: [member] });
      const found = await InstanceGroup.getByUuid(context, made.uuid);
      expect(found).toMatchObject({ name, policy, members: [member] });
      await found.destroy();
    });
    await fc.assert(property, { seed: pickSeed(), numRuns: proof(40, 2_000) });
  });
});

function expectClear(error: unknown, refusals: readonly string[]): void {
  if (!CellbridgeError.isInstance(error)) throw error;
  expect(refusals).toContain(error.code);
  expect(error.message).toMatch(/^\S.*\.$/su);
  expect(error.message.length).toBeLessThanOrEqual(1_000);
}
