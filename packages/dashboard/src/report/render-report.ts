import { createHash } from 'node:crypto';
import type { MoveReport, ReportedUncounted } from '@cellbridge/migrator';
import { cellsTable } from '../components/cells-table.js';
import { command } from '../components/command.js';
import { migrators } from '../components/migrators.js';
import { notes } from '../components/notes.js';
import { section } from '../components/section.js';
import { time } from '../components/time.js';
import { totals } from '../components/totals.js';
import { whatIsLeft } from '../components/what-is-left.js';
import { counted } from '../format/number.js';
import { type Html, html, trusted } from '../html/html.js';
import { htmlDocument } from '../html/html-document.js';
import { byAttention, leftInOrder } from '../page/attention.js';
import { standing, toneOf } from '../page/standing.js';
import { STYLES } from '../styles.js';
import { batchTimes } from './batches-section.js';
import { eventsSection } from './events-section.js';
import { movesOverTime } from './moves-section.js';
import { quarantineSection } from './quarantine-section.js';
import { runsSection } from './runs-section.js';
import { verificationSection } from './verification-section.js';

/** How many things that are left to do are listed. */
const MOST_STEPS = 50;

/** Of how many cells the runs are listed that are at work in them, or were lost. */
const MOST_AT_WORK = 100;

/** What tells a report from other files. */
const GENERATOR = 'cellbridge report';

/** A part of the report. */
interface Part {
  readonly id: string;
  readonly title: string;
  readonly content: Html;
}

/** Renders a report as one HTML file. It needs no script and loads nothing. */
export function renderReport(report: MoveReport): string {
  const parts = partsOf(report);
  const { status, createdAt } = report;
  return htmlDocument({
    title: 'Move of instance groups',
    head: html`<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy()}">
<meta name="generator" content="${GENERATOR}">
<style>${trusted(STYLES)}</style>`,
    body: html`<header>
<h1>Move of instance groups</h1>
<p class="note">As of ${time(createdAt)}</p>
<p class="standing" data-tone="${toneOf(status)}">${standing(status)}</p>
<nav aria-label="Parts of this report"><ul class="parts">${parts.map(
      ({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`,
    )}</ul></nav>
</header>
<main>
${parts.map(({ id, title, content }) => section(id, title, content))}
</main>
<footer><p>Made by ${command('cellbridge report')}. All times are in UTC.</p></footer>`,
  });
}

/** Whether a text is, or begins like, a file that {@link renderReport} has made. */
export function isReport(text: string): boolean {
  return (
    text.startsWith('<!doctype html>') && text.includes(`name="generator" content="${GENERATOR}"`)
  );
}

function partsOf(report: MoveReport): Part[] {
  const { status, events, quarantine, uncounted, verification } = report;
  const cells = byAttention(status.cells);
  const left = leftInOrder(status.left, cells);
  const atWork = cells.filter((cell) => cell.migrators.length > 0);
  const moreAtWork = atWork.length - MOST_AT_WORK;
  return [
    {
      id: 'totals',
      title: 'In total',
      content: html`${totals(status)}
${uncountedCells(uncounted)}`,
    },
    {
      id: 'left',
      title: 'What is left',
      content: html`${notes({ cells, left })}
${whatIsLeft({ cells, left }, MOST_STEPS)}`,
    },
    { id: 'moves', title: 'Over time', content: movesOverTime(report) },
    { id: 'cells', title: 'Cells', content: cellsTable({ ...status, cells }) },
    {
      id: 'runs',
      title: 'Runs',
      content: html`${runsSection(report)}
${atWork.length > 0 ? migrators({ cells: atWork.slice(0, MOST_AT_WORK) }) : ''}
${moreAtWork > 0 ? html`<p>The runs in ${counted(moreAtWork, 'more cell')} are not shown.</p>` : ''}`,
    },
    ...(events
      ? [
          { id: 'batches', title: 'Batches', content: batchTimes(events.batches) },
          { id: 'events', title: 'On the way', content: eventsSection(events) },
        ]
      : [{ id: 'events', title: 'On the way', content: withoutEvents() }]),
    { id: 'quarantine', title: 'Quarantine', content: quarantineSection(quarantine) },
    { id: 'verification', title: 'Verification', content: verificationSection(verification) },
  ];
}

/** What belongs to cells that are in no other number of the report. */
function uncountedCells(uncounted: ReportedUncounted | null): Html {
  if (!uncounted) return html``;
  const { cells, groups, quarantined } = uncounted;
  return html`<p>Not counted in this report: ${counted(groups, 'group')} that moved from cells that are no longer mapped or mapped twice, and ${counted(quarantined, 'group')} in quarantine there (${counted(cells, 'cell')}).</p>`;
}

function withoutEvents(): Html {
  return html`<p>How long batches took, and what held runs back, only their events tell: ${command('cellbridge db online-data-migrations --events FILE')} writes them, and ${command('cellbridge report FILE --events FILE')} shows them.</p>`;
}

/** Nothing is loaded or run; the one style sheet is known by its digest. */
function contentSecurityPolicy(): string {
  const digest = createHash('sha256').update(STYLES).digest('base64');
  return `default-src 'none'; style-src 'sha256-${digest}'; base-uri 'none'; form-action 'none'`;
}
