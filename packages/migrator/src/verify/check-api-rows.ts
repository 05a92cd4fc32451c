import {
  findBytesAsUuids,
  findEmptyMembers,
  findRepeatedRows,
  findUnreadableRules,
  type GroupRowKind,
  listGroupIds,
  listOrphanRows,
  listRepeatedUuids,
} from '@cellbridge/db-api';
import { showValue } from '../show-value.js';
import { describeRow, type Finding } from './finding.js';
import { type ApiScope, type CheckedPage, nextAfter, type PageRequest, type Pass } from './pass.js';
import { rowPlace } from './place.js';

/**
 * Looks for rows of groups of the API database that should not be as they are: policies and members
 * that a group holds twice, `duplicated`, members without a value, uuids that are
 * bytes and rules that cannot be read, `invalid`.
 */
export async function checkGroupRows(scope: ApiScope, page: PageRequest): Promise<CheckedPage> {
  const { api } = scope.deployment;
  const { after, limit } = page;
  const ids = await listGroupIds(api, { afterId: rowPlace(after), limit });
  const range = { fromId: ids.at(0) ?? 0, toId: ids.at(-1) ?? 0 };
  const read = async (kind: GroupRowKind) => {
    const found = await findRepeatedRows(api, kind, range);
    return found.map(({ groupUuid, value, rows }): Finding => {
      const details = `${kind === 'policy' ? 'Policy' : 'Member'} ${showValue(value)} is in ${rows} rows of the API database.`;
      return { kind: 'duplicated', cellUuid: null, groupUuid, details };
    });
  };
  const readInvalid = async () => {
    const members = await findEmptyMembers(api, range);
    const bytes = await findBytesAsUuids(api, range);
    const policies = await findUnreadableRules(api, range);
    return [
      ...members.map(({ id, groupUuid }) =>
        invalid(groupUuid, `Member row ${id} of the API database has no instance uuid.`),
      ),
      ...bytes.map(({ id, groupUuid, table }) =>
        invalid(
          groupUuid,
          `Row ${id} of ${table} in the API database holds its uuid as bytes, not as text.`,
        ),
      ),
      ...policies.map(({ id, groupUuid, rules }) =>
        invalid(
          groupUuid,
          `The rules in policy row ${id} of the API database are not a JSON object of whole numbers: ${showValue(rules)}.`,
        ),
      ),
    ];
  };
  const findings: Finding[] = [];
  if (ids.length > 0) {
    for (const look of [() => read('policy'), () => read('member'), readInvalid]) {
      findings.push(...(await twice(look)));
    }
  }
  return { next: nextAfter(ids, limit, (id) => id), apiGroups: ids.length, findings };
}

/** Looks for uuids that two groups of the API database have: `duplicated`. */
export async function checkRepeatedUuids(scope: ApiScope, page: PageRequest): Promise<CheckedPage> {
  const { after: afterUuid, limit } = page;
  const read = () => listRepeatedUuids(scope.deployment.api, { afterUuid, limit });
  const found = await read();
  const next = nextAfter(found, limit, ({ uuid }) => uuid);
  const still = found.length === 0 ? [] : await read();
  const findings = still.map(({ uuid: groupUuid, rows }): Finding => {
    const details = `${rows} groups of the API database have this uuid.`;
    return { kind: 'duplicated', cellUuid: null, groupUuid, details };
  });
  return { next, findings };
}

/** Looks for policies or members of the API database without a group: `orphaned`. */
export function checkOrphanRows(kind: GroupRowKind): Pass<ApiScope> {
  return async ({ deployment }, { after, limit }) => {
    const read = () => listOrphanRows(deployment.api, kind, { afterId: rowPlace(after), limit });
    const rows = await read();
    const next = nextAfter(rows, limit, ({ id }) => id);
    const seen = new Set(rows.map(({ id }) => id));
    const still = rows.length === 0 ? [] : (await read()).filter(({ id }) => seen.has(id));
    const findings = still.map(({ id, groupId, value }): Finding => {
      const details = `${describeRow(kind, id, value)} of the API database belongs to group ${groupId}, which does not exist.`;
      return { kind: 'orphaned', cellUuid: null, groupUuid: null, details };
    });
    return { next, findings };
  };
}

function invalid(groupUuid: string, details: string): Finding {
  return { kind: 'invalid', cellUuid: null, groupUuid, details };
}

/** What two reads find alike. */
async function twice(read: () => Promise<Finding[]>): Promise<Finding[]> {
  const first = await read();
  if (first.length === 0) return [];
  const key = ({ groupUuid, details }: Finding) => `${groupUuid} ${details}`;
  const again = new Set((await read()).map(key));
  return first.filter((finding) => again.has(key(finding)));
}
