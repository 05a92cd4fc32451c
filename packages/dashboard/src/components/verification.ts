import {
  FINDING_KINDS,
  VERIFIED_COUNTS,
  type VerificationDocument,
  verifiedCounts,
} from '@cellbridge/migrator';
import { counted, UNKNOWN, wholeNumber } from '../format/number.js';
import { type Html, html } from '../html/html.js';
import { cellName } from './cell-name.js';
import { prose } from './prose.js';
import { table } from './table.js';

/** How many findings, undecided groups, and cells that were not verified show. */
const MOST_SHOWN = 100;

/** What a verification found; one that a proof file recorded has no place to go on from. */
type Verification = Omit<VerificationDocument, 'resumeFrom'>;

const OUTCOMES: Readonly<Record<Verification['outcome'], string>> = {
  clean: 'All is well: what has moved is the same on both sides, or its changes are recorded.',
  findings: 'There is something to look at.',
  unavailable: 'A cell could not be reached, so not everything was verified.',
  undecided: 'Of some groups nothing proves whether they are correct.',
  stopped: 'It was stopped before its end.',
  nothing: 'Nothing was compared: no group has moved yet.',
};

/** What was compared, and what was found. */
export function verification(document: Verification): Html {
  const { outcome, totals, apiGroups, counts, unavailableCells } = document;
  const kinds = FINDING_KINDS.filter((kind) => counts[kind] > 0);
  return html`<p${outcome === 'clean' ? html` class="good"` : outcome === 'findings' ? html` class="bad"` : ''}><strong>${OUTCOMES[outcome]}</strong> ${counted(totals.compared, 'moved group')} compared, ${counted(apiGroups, 'group')} of the API database read.</p>
${kinds.length > 0 ? html`<p>Findings: ${kinds.map((kind) => `${wholeNumber(counts[kind])} ${kind}`).join(', ')}.</p>` : ''}
${unavailableCells
  .slice(0, MOST_SHOWN)
  .map(({ message }) => html`<p class="bad">${prose(message)} It was not verified.</p>`)}
${moreThan(Math.min(unavailableCells.length, MOST_SHOWN), unavailableCells.length, 'cell that was not verified', 'cells that were not verified')}
${cellsOf(document)}
${findingsOf(document)}
${undecidedOf(document)}`;
}

function cellsOf({ cells, unavailableCells }: Verification): Html {
  const missed = new Set(unavailableCells.map(({ uuid }) => uuid));
  return table({
    id: 'verification-table',
    caption: 'Groups verified in each cell',
    columns: [{ title: 'Cell' }, ...VERIFIED_COUNTS.map((title) => ({ title, isNumber: true }))],
    rows: cells.map((cell) => {
      const counts = verifiedCounts(cell, { isMissed: missed.has(cell.uuid) });
      return [cellName(cell), ...counts.map(wholeNumber)];
    }),
  });
}

function findingsOf({ findings, counts, cells }: Verification): Html {
  if (findings.length === 0) return html``;
  const shown = findings.slice(0, MOST_SHOWN);
  const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return html`${table({
    id: 'findings-table',
    caption: 'Findings',
    columns: [
      { title: 'Group' },
      { title: 'Kind' },
      { title: 'Where' },
      { title: 'What', isProse: true },
    ],
    rows: shown.map(({ kind, cellUuid, groupUuid, details }) => [
      groupUuid === null ? UNKNOWN : html`<code>${groupUuid}</code>`,
      kind,
      cellUuid === null ? 'API database' : labelIn(cells, cellUuid),
      details,
    ]),
  })}
${moreThan(shown.length, all, 'finding')}`;
}

function undecidedOf({ undecidedGroups, totals, cells }: Verification): Html {
  if (undecidedGroups.length === 0) return html``;
  const shown = undecidedGroups.slice(0, MOST_SHOWN);
  return html`${table({
    id: 'undecided-table',
    caption: 'Undecided groups',
    columns: [{ title: 'Group' }, { title: 'Where' }, { title: 'Why', isProse: true }],
    rows: shown.map(({ cellUuid, groupUuid, details }) => [
      html`<code>${groupUuid}</code>`,
      labelIn(cells, cellUuid),
      details,
    ]),
  })}
${moreThan(shown.length, totals.undecided, 'undecided group')}`;
}

function labelIn(cells: Verification['cells'], uuid: string): string {
  return cellName(cells.find((cell) => cell.uuid === uuid) ?? { uuid, name: null });
}

function moreThan(shown: number, all: number, noun: string, plural = `${noun}s`): Html {
  const more = all - shown;
  return more > 0
    ? html`<p>${counted(more, `more ${noun}`, `more ${plural}`)} not shown: “cellbridge db verify” lists them.</p>`
    : html``;
}
