import type { Cell, CellUnavailableError } from '@cellbridge/objects';
import {
  FINDING_KINDS,
  type Finding,
  type FindingKind,
  HARMLESS_KINDS,
  type UndecidedGroup,
} from './finding.js';
import type { CheckedPage } from './pass.js';
import {
  type CellVerification,
  noCounts,
  noFindings,
  sumOfCounts,
  type VerifyCounts,
  type VerifyOutcome,
  type VerifyReport,
} from './verify-report.js';

interface CellTally {
  counts: VerifyCounts;
  readonly findings: Record<FindingKind, number>;
}

/** What a verification has met so far; its size does not grow with what it reads. */
export class Tally {
  totals = noCounts();
  apiGroups = 0;
  /** How many findings there are, those that are not kept included. */
  found = 0;
  readonly #counts = noFindings();
  readonly #findings: Finding[] = [];
  readonly #undecided: UndecidedGroup[] = [];
  readonly #maxFindings: number;
  readonly #kinds: ReadonlySet<FindingKind>;
  readonly #cells = new Map<Cell, CellTally>();
  readonly #unavailable = new Map<string, CellUnavailableError>();

  /**
   * @param maxFindings how many findings of each kind are kept.
   * @param kinds which kinds are kept; all are counted.
   */
  constructor(maxFindings: number, kinds: readonly FindingKind[]) {
    this.#maxFindings = maxFindings;
    this.#kinds = new Set(kinds);
  }

  /** Adds a page of a cell, or of the API database: the one place where anything is added up. */
  add(cell: Cell | null, page: CheckedPage): void {
    const { counts = {}, apiGroups = 0, findings, undecided = [], missed = [] } = page;
    const own = cell && this.#cellTally(cell);
    this.apiGroups += apiGroups;
    this.totals = sumOfCounts(this.totals, counts);
    if (own) own.counts = sumOfCounts(own.counts, counts);
    for (const finding of findings) {
      this.found += 1;
      this.#counts[finding.kind] += 1;
      if (own) own.findings[finding.kind] += 1;
      const isKept = this.#kinds.has(finding.kind);
      if (isKept && this.#counts[finding.kind] <= this.#maxFindings) this.#findings.push(finding);
    }
    this.#undecided.push(...undecided.slice(0, this.#maxFindings - this.#undecided.length));
    for (const error of missed) this.#unavailable.set(error.cellUuid, error);
  }

  /** Whether a cell did not answer. */
  isMissed({ uuid }: Cell): boolean {
    return this.#unavailable.has(uuid);
  }

  /** @param whole whether it began at the beginning. */
  report(cells: readonly Cell[], resumeFrom: string | null, whole: boolean): VerifyReport {
    return {
      outcome: this.#judge(resumeFrom, whole),
      totals: this.totals,
      apiGroups: this.apiGroups,
      counts: this.#counts,
      findings: FINDING_KINDS.flatMap((kind) =>
        this.#findings.filter((finding) => finding.kind === kind),
      ),
      findingsOmitted: this.found - this.#findings.length,
      undecidedGroups: this.#undecided,
      cells: cells.map((cell): CellVerification => {
        const { counts, findings } = this.#cellTally(cell);
        return { uuid: cell.uuid, name: cell.name, ...counts, findings };
      }),
      unavailableCells: [...this.#unavailable.values()],
      resumeFrom,
    };
  }

  #judge(resumeFrom: string | null, whole: boolean): VerifyOutcome {
    const notes = [...HARMLESS_KINDS, 'unmapped' as const];
    if (this.found > notes.reduce((sum, kind) => sum + this.#counts[kind], 0)) return 'findings';
    if (this.#unavailable.size > 0) return 'unavailable';
    const { compared, pending, undecided } = this.totals;
    // Nobody asks a cell that is not mapped what it holds.
    if (undecided + this.#counts.unmapped > 0) return 'undecided';
    if (resumeFrom !== null) return 'stopped';
    return whole && compared === 0 && pending > 0 ? 'nothing' : 'clean';
  }

  #cellTally(cell: Cell): CellTally {
    const tally = this.#cells.get(cell) ?? { counts: noCounts(), findings: noFindings() };
    this.#cells.set(cell, tally);
    return tally;
  }
}
