import { readClock, showsOnePolicy } from '@cellbridge/db-api';
import {
  type CellDatabase,
  cellSchemaNeeds,
  findCellSequencesBehind,
  hasArchive,
  missingCellGrants,
} from '@cellbridge/db-cell';
import type { Cell, Deployment } from '@cellbridge/objects';
import { listSeveralPolicies } from '../instance-groups/several-policies.js';
import { refuseEmpty } from '../sync-cell.js';
import { checkDetachedRows } from '../verify/check-detached-rows.js';
import { type CheckFunctions, ok, type Verdict, warning } from './check.js';
import { checkClock } from './check-clock.js';
import { checkRights, checkSchema, checkSequences } from './check-schema.js';
import { REMEDIES } from './obstacles.js';

/** How many rows of each kind are looked at for groups that they lack. */
const MAX_DETACHED_ROWS = 1_000;

/** A cell to check. */
export interface CheckedCell {
  readonly deployment: Deployment;
  readonly cell: Cell;
  /** The option that names the cell in a command: `--cell cell1`. */
  readonly option: string;
  /** Whether Nova made the tables of the deployment. */
  readonly isOfNova: boolean;
}

/** The checks of a cell that answers. */
export function cellChecks(checked: CheckedCell): CheckFunctions {
  const { cell, isOfNova, option } = checked;
  const readNeeds = async (database: CellDatabase) => {
    const needs = await cellSchemaNeeds(database);
    if (isOfNova) refuseEmpty(database, needs);
    return needs;
  };
  return [
    ['clock', () => checkClock(() => cell.ask(readClock))],
    ['schema', () => checkSchema(() => cell.ask(readNeeds), `${REMEDIES.sync} ${option}`)],
    ['rights', async () => checkRights(await cell.ask(missingCellGrants))],
    ['sequences', async () => checkSequences(await cell.ask(findCellSequencesBehind))],
    ['policies', () => checkPolicies(checked)],
    ['orphans', () => checkOrphans(checked)],
  ];
}

async function checkPolicies({ deployment, cell }: CheckedCell): Promise<Verdict> {
  if (!(await showsOnePolicy(deployment.api)))
    return ok('This Nova shows all policies of a group.');
  const [first, other] = await listSeveralPolicies(cell, 2);
  if (!first) return ok('No group that is to move has several policies.');
  const groups = other
    ? `Several groups have several policies, ${first.groupUuid} for one.`
    : `Group ${first.groupUuid} has several policies.`;
  return warning(`${groups} All of them move, and Nova shows one of a group.`, null);
}

async function checkOrphans({ deployment, cell, option }: CheckedCell): Promise<Verdict> {
  const scope = {
    deployment,
    cell,
    hasArchive: () => cell.withDatabase(hasArchive),
    others: [],
    isDown: () => false,
  };
  let count = 0;
  let isMore = false;
  for (const kind of ['policy', 'member'] as const) {
    const page = { after: '', limit: MAX_DETACHED_ROWS };
    const { findings, next } = await checkDetachedRows(kind)(scope, page);
    count += findings.filter((finding) => finding.kind === 'orphaned').length;
    isMore ||= next !== null;
  }
  if (count === 0) return ok('Every live policy and member has its group.');
  const rows = count === 1 ? 'row has' : 'rows have';
  return warning(
    `${isMore ? 'At least ' : ''}${count} live policy or member ${rows} no live group. Nova ignores them, and they do not move.`,
    `cellbridge db verify --kind orphaned ${option}`,
  );
}
