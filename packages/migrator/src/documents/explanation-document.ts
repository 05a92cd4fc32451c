import type { ExplainedCell, GroupExplanation } from '../explain/explain-group.js';
import { type UnavailableCell, unavailableCellsOf } from './unavailable-cells.js';

/** Where a group is, for programs: what `cellbridge explain --json` prints. */
export interface ExplanationDocument extends Omit<GroupExplanation, 'cells'> {
  readonly cells: readonly Omit<ExplainedCell, 'error'>[];
  readonly unavailableCells: readonly UnavailableCell[];
}

/** The document of an explanation. */
export function explanationDocument(explanation: GroupExplanation): ExplanationDocument {
  const { cells } = explanation;
  return {
    ...explanation,
    cells: cells.map(({ error: _error, ...cell }) => cell),
    unavailableCells: unavailableCellsOf(cells.flatMap(({ error }) => error ?? [])),
  };
}
