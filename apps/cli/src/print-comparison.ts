import { FATES, type Fate, type ProofComparison, WRONG_FATES } from '@cellbridge/migrator';
import { counted } from './counted.js';
import type { Output } from './output.js';

/** How many groups of each fate are printed by default. */
const MOST_LISTED = 20;

/** What people are told of the groups of each fate; of the others, nothing. */
const SENTENCES: Readonly<Partial<Record<Fate, string>>> = {
  unrecorded:
    'Gone without a record: Nova deletes groups so, and so does a hand. Compare with the log of the service.',
  changed: 'Changed since; services may.',
  destroyed: 'Destroyed since, as their receipts record; services may.',
};

/** Prints what became of the groups of a proof. */
export function printComparison(output: Output, comparison: ProofComparison, isAll: boolean): void {
  const { counts, compared, groups, proof, outcome, movedSince } = comparison;
  const most = isAll ? Number.POSITIVE_INFINITY : MOST_LISTED;
  const names = new Map(proof.cells.map(({ uuid, name }) => [uuid, name ?? uuid]));
  output.line(
    `The proof is of ${proof.writtenAt}, by ${proof.writtenBy}: ${counted(proof.groups, 'group')}, and a verification that ended with "${proof.outcome}".`,
  );
  output.table(
    ['Since then', 'Groups'],
    [...FATES.map((fate) => [fate, counts[fate]]), ['moved since', movedSince]],
  );
  const listed = FATES.flatMap((fate) => {
    return groups.filter((group) => group.fate === fate).slice(0, most);
  });
  if (listed.length > 0) {
    output.table(
      ['Since then', 'UUID', 'Moved from', 'What'],
      listed.map(({ fate, groupUuid, cellUuid, details }) => {
        return [fate, groupUuid, names.get(cellUuid) ?? cellUuid, details];
      }),
    );
  }
  const omitted = compared - counts.same - listed.length;
  if (omitted > 0) {
    output.line(`${counted(omitted, 'more group')} not listed; --all lists 10,000 of a kind.`);
  }
  for (const fate of FATES) {
    const sentence = SENTENCES[fate];
    if (sentence !== undefined && counts[fate] > 0)
      output.line(`${counts[fate]} ${fate}: ${sentence}`);
  }
  const wrong = WRONG_FATES.reduce((sum, fate) => sum + counts[fate], 0);
  if (wrong > 0) {
    output.line(`Lost or altered since the proof: ${counted(wrong, 'group')}.`);
  }
  if (counts.missing > 0) {
    output.line(
      'Run "cellbridge db recover --dry-run" to see which missing groups can be restored.',
    );
  }
  if (movedSince === null) {
    output.line(`Stopped after ${compared} of ${counted(proof.groups, 'group')}; run it again.`);
  }
  if (outcome === 'clean') {
    output.line(
      counts.changed === 0
        ? `All is well: ${counted(compared, 'group')} compared.`
        : `No group and no receipt is missing; ${counted(counts.changed, 'group')} of ${compared} changed.`,
    );
  }
}
