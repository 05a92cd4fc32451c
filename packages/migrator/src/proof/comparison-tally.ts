import {
  type ComparedGroup,
  type ComparisonOutcome,
  FATES,
  type Fate,
  WRONG_FATES,
} from './proof-comparison.js';

/** What a comparison has met so far; its size does not grow with what it reads. */
export class ComparisonTally {
  compared = 0;
  readonly counts = Object.fromEntries(FATES.map((fate) => [fate, 0])) as Record<Fate, number>;
  readonly #groups: ComparedGroup[] = [];
  readonly #maxGroups: number;

  /** @param maxGroups how many groups of each fate are kept. */
  constructor(maxGroups: number) {
    this.#maxGroups = maxGroups;
  }

  add(group: ComparedGroup): void {
    this.compared += 1;
    this.counts[group.fate] += 1;
    const isKept = group.fate !== 'same' && this.counts[group.fate] <= this.#maxGroups;
    if (isKept) this.#groups.push(group);
  }

  /** The groups that are kept, in the order of the fates, and how many are not. */
  listed(): { groups: ComparedGroup[]; groupsOmitted: number } {
    const groups = FATES.flatMap((fate) => this.#groups.filter((group) => group.fate === fate));
    return { groups, groupsOmitted: this.compared - this.counts.same - groups.length };
  }

  judge(isStopped: boolean): ComparisonOutcome {
    if (WRONG_FATES.some((fate) => this.counts[fate] > 0)) return 'findings';
    if (this.counts.unrecorded > 0) return 'undecided';
    return isStopped ? 'stopped' : 'clean';
  }
}
