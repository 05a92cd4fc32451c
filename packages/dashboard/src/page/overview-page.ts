import type { StatusDocument } from '@cellbridge/migrator';
import { migrators } from '../components/migrators.js';
import { notes } from '../components/notes.js';
import { quarantineTable } from '../components/quarantine-table.js';
import { section } from '../components/section.js';
import { totals } from '../components/totals.js';
import { whatIsLeft } from '../components/what-is-left.js';
import type { MoveState } from '../feed/move-state.js';
import type { RateSample } from '../feed/rate-history.js';
import type { CellRate } from '../feed/rates-by-cell.js';
import { counted } from '../format/number.js';
import { type Html, html } from '../html/html.js';
import { byAttention, leftInOrder } from './attention.js';
import type { CellFilter } from './cell-filter.js';
import { cellsSection } from './cells-section.js';
import type { Links } from './links.js';
import { page } from './page.js';
import { rateChart } from './rate-chart.js';
import { standing, toneOf } from './standing.js';

/** How many things that are left to do are listed. */
const MOST_STEPS = 200;

/** What the parts of the page are made of, beside the state of the move. */
interface Overview {
  /** How fast groups moved, oldest first. */
  readonly samples: readonly RateSample[];
  /** The same by the uuids of the cells. */
  readonly rates: ReadonlyMap<string, readonly CellRate[]>;
  readonly filter: CellFilter;
  readonly links: Links;
}

/** The page of the whole move, which keeps itself up to date. */
export function overviewPage({
  status,
  age,
  sections,
  links,
}: {
  /** `undefined` while nothing is known. */
  readonly status: StatusDocument | undefined;
  /** How old that is, and why it is not newer. */
  readonly age: Html;
  /** What {@link overviewSections} makes of it. */
  readonly sections: Html | null;
  readonly links: Links;
}): string {
  return page({
    title: 'Move of instance groups',
    links,
    document: links.statusDocument,
    isLive: true,
    content: html`<h1>Move of instance groups</h1>
${standingOf(status)}
${age}
${sections}`,
  });
}

function standingOf(status: StatusDocument | undefined): Html {
  const text = status ? standing(status) : 'Nothing is known yet.';
  const tone = status ? toneOf(status) : 'idle';
  return html`<p id="standing" class="standing" role="status" data-tone="${tone}">${text}</p>`;
}

/** The parts of the page; those that are longest, or matter least, come last. */
export function overviewSections({ status, quarantine }: MoveState, overview: Overview): Html {
  const { samples, rates, filter, links } = overview;
  const cells = byAttention(status.cells);
  const left = leftInOrder(status.left, cells);
  return html`${parts()}
${section('totals', 'In total', totals(status))}
${section('left', 'What is left', notes({ cells, left }), whatIsLeft({ cells, left }, MOST_STEPS))}
${section('runs', 'Runs', migrators({ cells }))}
${section('rates', 'Speed', rateChart({ samples, rates }, cells))}
${section('quarantine', 'Quarantine', quarantineOf(status, quarantine, links))}
${cellsSection({ ...status, cells }, { filter, samples, rates, links })}`;
}

function parts(): Html {
  const names = {
    left: 'What is left',
    runs: 'Runs',
    rates: 'Speed',
    quarantine: 'Quarantine',
    cells: 'Cells',
  };
  return html`<nav aria-label="Parts of this page"><ul class="parts">${Object.entries(names).map(
    ([id, name]) => html`<li><a href="#${id}">${name}</a></li>`,
  )}</ul></nav>`;
}

function quarantineOf(
  { cells, totals }: StatusDocument,
  entries: MoveState['quarantine'],
  links: Links,
): Html {
  const more = totals.quarantined - entries.length;
  return html`${quarantineTable(entries, cells, ({ groupUuid }) => links.quarantine(groupUuid))}
${more > 0 ? html`<p>${counted(more, 'more group')} not shown: “cellbridge quarantine list” lists them.</p>` : ''}`;
}
