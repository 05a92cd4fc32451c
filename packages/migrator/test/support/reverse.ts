import type { TestDeployment } from '@cellbridge/testing';
import { type ReverseOptions, type ReverseReport, reverseGroups } from '../../src/index.js';
import { openDeployment } from './move.js';

/** Takes all groups back to a cell, where no service has to be waited for. */
export async function reverse(
  databases: TestDeployment,
  options: ReverseOptions = { cells: [databases.cell.uuid] },
): Promise<ReverseReport> {
  await using deployment = await openDeployment(databases);
  return await reverseGroups(deployment, { notice: 0, ...options });
}
