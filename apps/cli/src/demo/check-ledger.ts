import { InstanceGroupList, type RequestContext } from '@cellbridge/objects';
import type { Ledger } from './traffic.js';

/**
 * Compares what is in the databases now with what the service was told.
 *
 * @returns how many writes were checked; faults are added to the ledger.
 */
export async function checkLedger(
  context: RequestContext,
  groupUuids: readonly string[],
  ledger: Ledger,
): Promise<number> {
  const { faults } = ledger;
  const left = new Set([...groupUuids, ...ledger.created]);
  for (const uuid of ledger.destroyed) left.delete(uuid);
  let checked = ledger.destroyed.size + ledger.created.size;
  for await (const group of InstanceGroupList.iterate(context)) {
    const { uuid } = group;
    if (ledger.destroyed.has(uuid)) faults.push(`Group ${uuid} came back.`);
    else if (!left.delete(uuid)) faults.push(`Group ${uuid} exists twice, or was never created.`);
    if (group.location.database !== 'api') faults.push(`Group ${uuid} is still in its cell.`);
    const members = new Set(group.members);
    if (members.size < group.members.length) faults.push(`Group ${uuid} has a member twice.`);
    for (const member of ledger.added.get(uuid) ?? []) {
      checked += 1;
      if (!members.has(member)) faults.push(`Group ${uuid} lost member ${member}.`);
    }
    const name = ledger.renamed.get(uuid);
    if (name !== undefined) checked += 1;
    if (name !== undefined && name !== group.name) faults.push(`Group ${uuid} lost its name.`);
  }
  for (const uuid of left) faults.push(`Group ${uuid} is lost.`);
  return checked;
}
