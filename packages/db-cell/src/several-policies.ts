import type { Reader } from '@cellbridge/database';
import { cellTables } from '@cellbridge/schema';
import { sql } from 'drizzle-orm';

/**
 * Live groups that have more than one live policy, a repeated one counting once, in the order of their
 * ids, `limit` of them at most. One statement, which reads the live policies.
 */
export async function listGroupsOfSeveralPolicies(
  reader: Reader,
  limit: number,
): Promise<{ uuid: string; name: string | null }[]> {
  const { instanceGroups, instanceGroupPolicy } = cellTables(reader.dialect.name);
  return await reader.all(sql`
    select uuid, name from ${instanceGroups}
    where deleted = 0 and id in (
      select group_id from ${instanceGroupPolicy} where deleted = 0
      group by group_id having min(policy) <> max(policy))
    order by id limit ${limit}`);
}
