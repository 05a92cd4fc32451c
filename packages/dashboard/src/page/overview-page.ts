import { migrators } from '../components/migrators.js';
import { quarantineTable } from '../components/quarantine-table.js';
import { section } from '../components/section.js';
import { totals } from '../components/totals.js';
import { whatIsLeft } from '../components/what-is-left.js';
import type { FeedView } from '../feed/feed.js';
import type { MoveState } from '../feed/move-state.js';
import type { RateSample } from '../feed/rate-history.js';
import { counted } from '../format/number.js';
import { type Html, html } from '../html/html.js';
import type { CellFilter } from './cell-filter.js';
import { cellsSection } from './cells-section.js';
import { freshness } from './freshness.js';
import type { Links } from './links.js';
import { page } from './page.js';
import { rateChart } from './rate-chart.js';
import { standing } from './standing.js';

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
    isLive: true,
    content: html`<h1>Move of instance groups</h1>
<p id="standing" class="standing" role="status">${last ? standing(last.state.status) : 'Reading the state for the first time.'}</p>
${freshness(view)}
${last ? sections(last.state, overview) : ''}`,
  });
}

function sections({ status, quarantine }: MoveState, overview: Overview): Html {
  const { samples, filter, links } = overview;
  const { cells } = status;
  return html`${section('totals', 'In total', totals(status))}
${section('left', 'What is left', whatIsLeft(status))}
${section('runs', 'Runs', migrators(status))}
${section('rates', 'Speed', rateChart(samples, cells))}
${cellsSection(status, { filter, samples, links })}
${section('quarantine', 'Quarantine', quarantineOf(status.totals.quarantined, quarantine, overview))}`;
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
