import { sql } from 'drizzle-orm';
import type { CellReader } from './cell-database.js';

/**
 * Lists live groups with more than one live policy (a repeated one counts once), in the order of their ids, at
 * most `limit`. One statement, which reads the live policies.
 */
export async function listGroupsOfSeveralPolicies(
  reader: CellReader,
  limit: number,
): Promise<{ uuid: string; name: string | null }[]> {
  const { instanceGroups, instanceGroupPolicy } = reader.tables;
  return await reader.all(sql`
    select uuid, name from ${instanceGroups}
    where deleted = 0 and id in (
      select group_id from ${instanceGroupPolicy} where deleted = 0
      group by group_id having min(policy) <> max(policy))
    order by id limit ${limit}`);
}
