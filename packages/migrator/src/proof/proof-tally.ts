import type { StampedGroup } from '@cellbridge/db-api';
import { LinesDigest } from './lines-digest.js';
import type { ProofCounts } from './proof-format.js';

/** Adds up the groups of a proof, or of one cell of it. */
export class ProofTally {
  readonly #counts = { groups: 0, destroyed: 0, policies: 0, members: 0 };
  readonly #digest = new LinesDigest();

  /** @param group the group as the API database holds it; `undefined` if it was destroyed. */
  add(line: string, group: StampedGroup | undefined): void {
    this.#digest.add(line);
    this.#counts.groups += 1;
    this.#counts.destroyed += group ? 0 : 1;
    this.#counts.policies += group?.policies.length ?? 0;
    this.#counts.members += group?.members.length ?? 0;
  }

  /** To be asked for once, at the end. */
  end(): ProofCounts {
    return { ...this.#counts, digest: this.#digest.end() };
  }
}
