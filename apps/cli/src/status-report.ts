import {
  type MigrationStatus,
  migrationStatus,
  type StatusDocument,
  statusDocument,
  statusOutcome,
} from '@cellbridge/migrator';
import type { Deployment } from '@cellbridge/objects';
import { describeTwinCells } from './cell-notes.js';
import type { Invocation } from './command.js';
import { noCells } from './deployment.js';
import { EXIT, EXIT_BY_OUTCOME } from './exit-code.js';
import { givenPlaces } from './given-places.js';
import type { Output } from './output.js';
import { describeSeveralPolicies } from './policy-notes.js';
import { describeGate, describeStatus, printStatus, type ShownStatus } from './print-status.js';
import { isDefault } from './settings.js';

/** The options of the command that decide what is reported. */
export interface StatusOptions {
  readonly cell: readonly string[] | undefined;
  readonly check: boolean;
}

/** A status, and what a person should know beside it. */
export interface StatusReport {
  readonly status: MigrationStatus;
  /** The same for programs. */
  readonly document: StatusDocument;
  /** All cells of the deployment. */
  readonly known: ShownStatus['known'];
  readonly notes: { readonly before: readonly string[]; readonly after: readonly string[] };
  readonly exitCode: number;
}

/** Reads the status of the cells that were asked for. */
export async function readStatus(
  deployment: Deployment,
  { output, options: { cell, check } }: Pick<Invocation<StatusOptions>, 'output' | 'options'>,
): Promise<StatusReport> {
  const status = await migrationStatus(deployment, { cells: cell });
  const isTold = !output.isJson && !status.ready;
  const up = status.cells.filter(({ state }) => state !== 'unavailable');
  const cellUuids = up.map(({ uuid }) => uuid);
  const after = isTold ? await describeSeveralPolicies(deployment, cellUuids) : [];
  return {
    status,
    document: statusDocument(status, deployment.cells),
    known: deployment.cells,
    notes: { before: describeTwinCells(deployment), after },
    exitCode: check ? EXIT_BY_OUTCOME[statusOutcome(status)] : EXIT.done,
  };
}

/** Prints it for people. */
export function printReport(
  output: Output,
  { document: { cells, totals, left, ready }, known, notes }: StatusReport,
  { apiUrl, io, options, settings }: Invocation<StatusOptions>,
): void {
  const { cell, check } = options;
  printStatus(output, { cells, totals });
  const describe = check ? describeGate : describeStatus;
  const described = describe({ cells, left, known });
  for (const line of [...notes.before, ...described, ...notes.after]) output.line(line);
  const given = givenPlaces(io);
  if (check && left.length > 0 && given.length > 0) {
    output.line(`Add ${given.join(' and ')} to these commands, as given to this one.`);
  }
  if (cells.length === 0) output.line(noCells(apiUrl));
  if (check && isDefault(settings.apiDb)) {
    output.line(`No API database given; this is the status of ${apiUrl}.`);
  }
  const which = cell ? 'Every chosen cell' : 'Every cell';
  output.line(ready ? `${which} is complete.` : 'The move is not complete.');
}
