import type { StatusDocument } from '@cellbridge/migrator';
import { migrators } from '../components/migrators.js';
import { notes } from '../components/notes.js';
import { quarantineTable } from '../components/quarantine-table.js';
import { section } from '../components/section.js';
import { totals } from '../components/totals.js';
import { whatIsLeft } from '../components/what-is-left.js';
import type { FeedView } from '../feed/feed.js';
import type { MoveState } from '../feed/move-state.js';
import type { RateSample } from '../feed/rate-history.js';
import { counted } from '../format/number.js';
import { type Html, html } from '../html/html.js';
import { byAttention, leftInOrder } from './attention.js';
import type { CellFilter } from './cell-filter.js';
import { cellsSection } from './cells-section.js';
import { freshness } from './freshness.js';
import type { Links } from './links.js';
import { page } from './page.js';
import { rateChart } from './rate-chart.js';
import { standing, toneOf } from './standing.js';

/** How many things that are left to do are listed. */
const MOST_STEPS = 200;

/** What the page of the whole move is made of. */
export interface Overview {
  readonly view: FeedView<MoveState>;
  /** How fast groups moved, oldest first. */
  readonly samples: readonly RateSample[];
  readonly filter: CellFilter;
  readonly links: Links;
}

/** The page of the whole move, which keeps itself up to date. */
export function overviewPage(overview: Overview): string {
  const { view, links } = overview;
  const { last } = view;
  return page({
    title: 'Move of instance groups',
    links,
    document: links.statusDocument,
    isLive: true,
    content: html`<h1>Move of instance groups</h1>
${standingOf(last?.state.status)}
${freshness(view)}
${last ? sections(last.state, overview) : ''}`,
  });
}

function standingOf(status: StatusDocument | undefined): Html {
  const text = status ? standing(status) : 'Nothing is known yet.';
  const tone = status ? toneOf(status) : 'idle';
  return html`<p id="standing" class="standing" role="status" data-tone="${tone}">${text}</p>`;
}

/** The parts that are longest, or matter least, come last. */
function sections({ status, quarantine }: MoveState, overview: Overview): Html {
  const { samples, filter, links } = overview;
  const cells = byAttention(status.cells);
  const left = leftInOrder(status.left, cells);
  return html`${parts()}
${section('totals', 'In total', totals(status))}
${section('left', 'What is left', notes({ cells, left }), whatIsLeft({ cells, left }, MOST_STEPS))}
${section('runs', 'Runs', migrators({ cells }))}
${section('rates', 'Speed', rateChart(samples, cells))}
${section('quarantine', 'Quarantine', quarantineOf(status.totals.quarantined, quarantine, overview))}
${cellsSection({ ...status, cells }, { filter, samples, links })}`;
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
  all: number,
  entries: MoveState['quarantine'],
  { view, links }: Overview,
): Html {
  const cells = view.last?.state.status.cells ?? [];
  const more = all - entries.length;
  return html`${quarantineTable(entries, cells, ({ groupUuid }) => links.quarantine(groupUuid))}
${more > 0 ? html`<p>${counted(more, 'more group')} not shown: “cellbridge quarantine list” lists them.</p>` : ''}`;
}
