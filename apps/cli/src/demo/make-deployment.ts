import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openApiDatabase, syncApiDatabase } from '@cellbridge/db-api';
import { type CellTransaction, openCellDatabase, syncCellDatabase } from '@cellbridge/db-cell';
import { createCell, now } from '@cellbridge/objects';
import { sql } from 'drizzle-orm';

const POLICIES = ['affinity', 'anti-affinity', 'soft-affinity', 'soft-anti-affinity'];
const MEMBERS = 5;

/** What the demo has created: the URL of its API database, and the uuids of the groups in the cells. */
export interface DemoDeployment {
  readonly apiUrl: string;
  readonly groupUuids: readonly string[];
}

/** Creates an API database and two cells as SQLite files, with `groups` groups in the cells. */
export async function makeDeployment(folder: string, groups: number): Promise<DemoDeployment> {
  const urlOf = (name: string) => `sqlite:///${join(folder, `${name}.sqlite`)}`;
  const apiUrl = urlOf('api');
  await using api = await openApiDatabase(apiUrl, { create: true });
  await syncApiDatabase(api);
  const groupUuids: string[] = [];
  for (const [index, name] of ['cell1', 'cell2'].entries()) {
    const url = urlOf(name);
    await createCell(apiUrl, { name, url });
    await using cell = await openCellDatabase(url, { create: true });
    await syncCellDatabase(cell);
    const count = index === 0 ? Math.ceil(groups / 2) : Math.floor(groups / 2);
    const uuids = Array.from({ length: count }, () => randomUUID());
    await cell.transaction((transaction) => fillCell(transaction, uuids));
    groupUuids.push(...uuids);
  }
  return { apiUrl, groupUuids };
}

/** Inserts groups as an older release of the service would. */
async function fillCell(transaction: CellTransaction, uuids: readonly string[]): Promise<void> {
  const { dialect } = transaction;
  const at = now();
  const ids = uuids.map((_, index) => index + 1);
  const groups = dialect.rows(
    {
      id: { type: 'integer', values: ids },
      uuid: { type: 'text', values: uuids },
      name: { type: 'text', values: ids.map((id) => `group ${id}`) },
    },
    'made',
  );
  await transaction.run(sql`
    insert into instance_groups (created_at, deleted, id, uuid, name, user_id, project_id)
    select ${at}, 0, made.id, made.uuid, made.name, 'demo-user', 'demo-project' from ${groups}`);
  const policies = dialect.rows(
    {
      group_id: { type: 'integer', values: ids },
      policy: { type: 'text', values: ids.map((id) => POLICIES[id % POLICIES.length] ?? null) },
    },
    'made',
  );
  await transaction.run(sql`
    insert into instance_group_policy (created_at, deleted, policy, group_id)
    select ${at}, 0, made.policy, made.group_id from ${policies}`);
  const memberGroups = ids.flatMap((id) => Array.from({ length: MEMBERS }, () => id));
  const members = dialect.rows(
    {
      group_id: { type: 'integer', values: memberGroups },
      instance_id: { type: 'text', values: memberGroups.map(() => randomUUID()) },
    },
    'made',
  );
  await transaction.run(sql`
    insert into instance_group_member (created_at, deleted, instance_id, group_id)
    select ${at}, 0, made.instance_id, made.group_id from ${members}`);
}
