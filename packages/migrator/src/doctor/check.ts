import { CellbridgeError } from '@cellbridge/objects';
import type { VerifyOutcome } from '../verify/verify-report.js';

/** The subject of checks of the machine on which the doctor runs. */
export const THIS_MACHINE = 'machine';
/** The subject of checks of the API database. */
export const API_DATABASE = 'api';

/**
 * What is checked.
 *
 * - Of the machine: `node` (the version of Node.js), `files` (who may read the SQLite files).
 * - Of a database: `connection`, `clock`, `schema`, `rights`, `sequences`.
 * - Of the API database also: `release` (of Nova), `cells`, `databases` (whether each cell has its own), `wishes`.
 * - Of a cell also: `policies`, `orphans`; and of the move there: `runs`, `pause`, `quarantine`, `evidence`, `rest`.
 */
export type CheckName =
  | 'node'
  | 'files'
  | 'connection'
  | 'clock'
  | 'schema'
  | 'rights'
  | 'sequences'
  | 'release'
  | 'cells'
  | 'databases'
  | 'wishes'
  | 'policies'
  | 'orphans'
  | 'runs'
  | 'pause'
  | 'quarantine'
  | 'evidence'
  | 'rest';

/** The result of one check. */
export interface Verdict {
  /** `unknown`: the check itself failed. */
  readonly status: 'ok' | 'warning' | 'problem' | 'unknown';
  /** What was found, in sentences. */
  readonly message: string;
  /** What to run: a command, or SQL statements, a line each; `null` if the message says what to do, or nothing is to do. */
  readonly remedy: string | null;
}

/** One check of a deployment. */
export interface Check extends Verdict {
  /** `machine`, `api`, or the uuid of a cell. */
  readonly subject: string;
  /** The name of the cell; `null` if it has none, or it is no cell. */
  readonly name: string | null;
  /** What was checked. */
  readonly check: CheckName;
}

/** What the checks are of. */
export type Subject = Pick<Check, 'subject' | 'name'>;

/** A check, and how it is done. */
export type CheckFunctions = readonly (readonly [CheckName, () => Verdict | Promise<Verdict>])[];

/** Nothing is wrong. */
export function ok(message: string): Verdict {
  return { status: 'ok', message, remedy: null };
}

/** Something that need not be wrong. */
export function warning(message: string, remedy: string | null): Verdict {
  return { status: 'warning', message, remedy };
}

/** Something that has to be fixed. */
export function problem(message: string, remedy: string | null): Verdict {
  return { status: 'problem', message, remedy };
}

/** Makes checks one after the other. One that fails is `unknown`, and the next one follows. */
export async function runChecks(subject: Subject, functions: CheckFunctions): Promise<Check[]> {
  const checks: Check[] = [];
  for (const [check, run] of functions) {
    try {
      checks.push({ ...subject, check, ...(await run()) });
    } catch (error) {
      if (!CellbridgeError.isInstance(error)) throw error;
      checks.push({ ...subject, check, status: 'unknown', message: error.message, remedy: null });
    }
  }
  return checks;
}

/**
 * Judges a deployment by its checks. The first that holds:
 *
 * - `unavailable`: a cell cannot be reached.
 * - `findings`: there is a problem, or a check has failed.
 * - `clean`: nothing is wrong, except for warnings.
 */
export function judgeChecks(
  checks: readonly Check[],
): Extract<VerifyOutcome, 'unavailable' | 'findings' | 'clean'> {
  const bad = checks.filter(({ status }) => status === 'problem' || status === 'unknown');
  const isDown = ({ subject, check }: Check) => check === 'connection' && subject !== API_DATABASE;
  if (bad.some(isDown)) return 'unavailable';
  return bad.length > 0 ? 'findings' : 'clean';
}
