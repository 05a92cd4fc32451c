import { findUnindexedCells, findUntouchedCells } from '@cellbridge/migrator';
import type { Cell, Deployment } from '@cellbridge/objects';
import { describeDisabled, describeTwinCells } from './cell-notes.js';
import { describeSeveralPolicies } from './policy-notes.js';

/**
 * What a person should know before a run: a line each, or none.
 *
 * @param cellUuids the cells that the user has chosen; `undefined` for all.
 */
export async function describeBeforeRun(
  deployment: Deployment,
  cells: readonly Cell[],
  cellUuids: readonly string[] | undefined,
): Promise<string[]> {
  const notes = await Promise.all([
    describeTwinCells(deployment),
    describeDisabled(deployment, cellUuids),
    describeUnindexed(cells),
    describePoliciesOfUntouched(deployment, cells),
  ]);
  return notes.flat();
}

async function describeUnindexed(cells: readonly Cell[]): Promise<string[]> {
  const unindexed = await findUnindexedCells(cells);
  return unindexed.map(({ name, uuid }) => {
    return `Cell ${name ?? uuid} has no indexes for the move yet, and it takes several times as long without them; run "cellbridge db sync" first.`;
  });
}

/** Describes groups of several policies, in cells that no run has worked on: finding them scans all policies. */
async function describePoliciesOfUntouched(
  deployment: Deployment,
  cells: readonly Cell[],
): Promise<string[]> {
  const untouched = await findUntouchedCells(deployment, cells);
  return await describeSeveralPolicies(
    deployment,
    untouched.map(({ uuid }) => uuid),
  );
}
