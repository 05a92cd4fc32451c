/**
 * Compares both sides of the move by their content, while services and migrators run.
 *
 * Guaranteed: all receipts are checked, the API database's and the cells'; whatever the databases
 * hold, bad rows included, it is read page by page in constant memory; what is reported was seen twice,
 * in one snapshot, or under the lock of its row, so that no change under way is taken for damage; a
 * change that is recorded is counted as one. No decision depends on a clock, or on how far a run says it
 * has come. Nothing is changed.
 *
 * Not told apart, for neither leaves a trace:
 * - a group that was deleted from the API database by hand, and one that was destroyed (`destroyed`);
 * - a member that was added or removed there by hand, and one that Nova added or removed (`changed`);
 * - a field that was changed by hand after it had been changed through the objects, and that change.
 *
 * Where the cell's rows were purged, the digest still says that a group differs, but not in what: then
 * any recorded change of name, user, project or policies explains a difference in these four.
 */
import { setImmediate } from 'node:timers/promises';
import { guardListener } from '@cellbridge/db-api';
import { hasArchive } from '@cellbridge/db-cell';
import { type Cell, type Deployment, InvalidInputError, refuseUnless } from '@cellbridge/objects';
import {
  checkAmount,
  checkCells,
  checkCount,
  checkFunction,
  checkOptions,
  checkSignal,
} from '../check-options.js';
import { chosenCells } from '../chosen-cells.js';
import { missedCell } from '../missed-cell.js';
import { checkGroupRows, checkOrphanRows, checkRepeatedUuids } from './check-api-rows.js';
import { checkDetachedRows } from './check-detached-rows.js';
import { checkEvidence } from './check-evidence.js';
import { checkLiveGroups } from './check-live-groups.js';
import { checkMapping } from './check-mapping.js';
import { checkProofs } from './check-proofs.js';
import { checkQuarantine } from './check-quarantine.js';
import { checkReceipts } from './check-receipts.js';
import { checkUndefinedRows } from './check-undefined-rows.js';
import { checkUnmapped, checkUnmappedReceipts } from './check-unmapped.js';
import { FINDING_KINDS, type Finding, type FindingKind } from './finding.js';
import { formatMarker, type Marker, parseMarker } from './marker.js';
import type { ApiScope, CellScope, CheckedPage, PageRequest, Pass } from './pass.js';
import { Tally } from './tally.js';
import type { VerifyCounts, VerifyReport } from './verify-report.js';

/** The progress of a verification. */
export interface VerifyProgress {
  /** The cell that is being read; `null` while it is the API database. */
  readonly cellUuid: string | null;
  readonly cellName: string | null;
  /** Over all cells so far. */
  readonly totals: VerifyCounts;
  /** Groups of the API database whose rows were read so far. */
  readonly apiGroups: number;
  /** Findings so far. */
  readonly found: number;
  /** The number of the current step, from 1, and of all steps. */
  readonly step: number;
  readonly steps: number;
}

/** What a verification checks, and who is notified. */
export interface VerifyOptions {
  /** The uuids or names of the cells to check; by default all, and the API database's own rows. */
  readonly cells?: readonly string[] | undefined;
  /** Ends the verification after the page that is running; the report says where to resume. */
  readonly signal?: AbortSignal | undefined;
  /** How many rows a page holds. Default 500. */
  readonly batchSize?: number | undefined;
  /** The `resumeFrom` of the report of a verification of the same cells. */
  readonly resumeFrom?: string | undefined;
  /** The kinds of findings that the report keeps; all are counted, and judged. Default: all. */
  readonly kinds?: readonly FindingKind[] | undefined;
  /** How many findings of each kind the report keeps; all are counted. Default 10,000. */
  readonly maxFindings?: number | undefined;
  /** Called after each page; an error that it throws becomes a Node.js warning. */
  readonly onProgress?: ((progress: VerifyProgress) => unknown) | undefined;
  /** Called with every finding when it is found, also with those that the report does not keep. */
  readonly onFinding?: ((finding: Finding) => void) | undefined;
}

/** Live groups first: one that moves meanwhile is met again by its receipt, and none is missed. */
const CELL_PASSES: readonly (readonly [string, Pass<CellScope>])[] = [
  ['live', checkLiveGroups],
  ['receipts', checkReceipts],
  ['proofs', checkProofs],
  ['evidence', checkEvidence],
  ['mapping', checkMapping],
  ['policies', checkDetachedRows('policy')],
  ['members', checkDetachedRows('member')],
  ['archived-members', checkDetachedRows('archived-member')],
  ['undefined-groups', checkUndefinedRows('group')],
  ['undefined-policies', checkUndefinedRows('policy')],
  ['undefined-members', checkUndefinedRows('member')],
  ['quarantine', checkQuarantine],
];

const API_PASSES: readonly (readonly [string, Pass<ApiScope>])[] = [
  ['groups', checkGroupRows],
  ['uuids', checkRepeatedUuids],
  ['unmapped', checkUnmapped],
  ['unmapped-receipts', checkUnmappedReceipts],
  ['policies', checkOrphanRows('policy')],
  ['members', checkOrphanRows('member')],
];

/** A pass with what it reads, ready to run. */
interface Step {
  readonly scope: string;
  readonly pass: string;
  readonly cell: Cell | null;
  readonly read: (page: PageRequest) => Promise<CheckedPage>;
}

/**
 * Verifies a deployment: the cells in the order of their uuids, then the API database's own rows.
 * A cell that does not answer, for whatever reason, is named in the report, and the others are verified.
 *
 * @throws InvalidInputError if an option makes no sense, there is no such cell, or `resumeFrom` does not belong to these cells.
 */
export async function verifyDeployment(
  deployment: Deployment,
  options: VerifyOptions = {},
): Promise<VerifyReport> {
  checkVerifyOptions(options);
  const { batchSize: limit = 500, signal, resumeFrom } = options;
  const onProgress = guardListener('onProgress', options.onProgress);
  const tally = new Tally(options.maxFindings ?? 10_000, options.kinds ?? FINDING_KINDS);
  const cells = chosenCells(deployment, options.cells);
  const all = chosenCells(deployment, undefined);
  const steps = cells.flatMap((cell) => {
    const isLater = (other: Cell) => other.uuid > cell.uuid || !cells.includes(other);
    const others = all.filter((other) => other !== cell && isLater(other));
    return cellSteps(deployment, cell, others, tally);
  });
  if (options.cells === undefined) steps.push(...apiSteps(deployment));

  const from = resumeFrom === undefined ? undefined : parseMarker(resumeFrom);
  const first = from === undefined ? 0 : indexOf(steps, from);
  let after = from?.after ?? '';
  for (const [index, { cell, scope, pass, read }] of steps.entries()) {
    if (index < first) continue;
    let next: string | null = after;
    after = '';
    while (next !== null && !(cell && tally.isMissed(cell))) {
      if (signal?.aborted) {
        return tally.report(cells, formatMarker({ scope, pass, after: next }), !from);
      }
      const page = await readPage(deployment, { cell, read }, { after: next, limit });
      tally.add(cell, page);
      if (cell && tally.isMissed(cell)) break;
      for (const finding of page.findings) options.onFinding?.(finding);
      const { totals, apiGroups, found } = tally;
      const where = { cellUuid: cell?.uuid ?? null, cellName: cell?.name ?? null };
      const at = { step: index + 1, steps: steps.length };
      onProgress({ ...where, ...at, totals, apiGroups, found });
      next = page.next;
      // A file database answers at once: without this, nothing else in the process would get on.
      await setImmediate();
    }
  }
  return tally.report(cells, null, !from);
}

function checkVerifyOptions(options: VerifyOptions): void {
  checkOptions(options);
  const { cells, batchSize, kinds, maxFindings, signal, onProgress, onFinding } = options;
  checkCells(cells);
  checkCount(batchSize, 'batch size');
  checkAmount('maxFindings', maxFindings);
  checkSignal(signal);
  checkFunction('onProgress', onProgress);
  checkFunction('onFinding', onFinding);
  refuseUnless(kinds === undefined || Array.isArray(kinds), 'kinds', kinds, 'a list of kinds');
  for (const [index, kind] of (kinds ?? []).entries()) {
    const known = `one of: ${FINDING_KINDS.join(', ')}`;
    refuseUnless(FINDING_KINDS.includes(kind), `kinds[${index}]`, kind, known);
  }
}

/** Reads a page; one of a cell that cannot be asked says why. */
async function readPage(
  deployment: Deployment,
  { cell, read }: Pick<Step, 'cell' | 'read'>,
  page: PageRequest,
): Promise<CheckedPage> {
  try {
    return await read(page);
  } catch (error) {
    if (!cell) throw error;
    return { next: null, findings: [], missed: [missedCell(deployment, cell, error)] };
  }
}

function cellSteps(
  deployment: Deployment,
  cell: Cell,
  others: readonly Cell[],
  tally: Tally,
): Step[] {
  let hasShadowTables: Promise<boolean> | undefined;
  const scope: CellScope = {
    deployment,
    cell,
    hasArchive: () => {
      hasShadowTables ??= cell.withDatabase(hasArchive);
      return hasShadowTables;
    },
    others,
    isDown: (other) => tally.isMissed(other),
  };
  return CELL_PASSES.map(([pass, check]) => {
    return { scope: cell.uuid, pass, cell, read: (page) => check(scope, page) };
  });
}

function apiSteps(deployment: Deployment): Step[] {
  return API_PASSES.map(([pass, check]) => {
    return { scope: 'api', pass, cell: null, read: (page) => check({ deployment }, page) };
  });
}

function indexOf(steps: readonly Step[], { scope, pass }: Marker): number {
  const index = steps.findIndex((step) => step.scope === scope && step.pass === pass);
  if (index >= 0) return index;
  throw new InvalidInputError(
    'The resume position is not in the cells to verify; name the same cells.',
  );
}
