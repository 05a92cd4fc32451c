import type { FeedView } from '../feed/feed.js';
import type { MoveState } from '../feed/move-state.js';
import type { RateHistory } from '../feed/rate-history.js';
import { ratesByCell } from '../feed/rates-by-cell.js';
import type { Html } from '../html/html.js';
import type { CellFilter } from '../page/cell-filter.js';
import { freshness } from '../page/freshness.js';
import type { Links } from '../page/links.js';
import { overviewPage, overviewSections } from '../page/overview-page.js';
import { KeptPage } from './kept-page.js';

/** For how many filters pages are kept: each may have a megabyte. */
const MOST_FILTERS = 16;

/** A page, and the parts that it was made of. */
interface Kept {
  readonly sections: Html | null;
  readonly age: string;
  readonly page: KeptPage;
}

/**
 * Makes the pages of the whole move for all viewers: what a read has found is rendered once for each filter, and its age is added
 * once a second.
 */
export class OverviewPages {
  readonly #history: RateHistory;
  readonly #links: Links;
  #last: FeedView<MoveState>['last'] = null;
  #rates = ratesByCell([]);
  readonly #kept = new Map<string, Kept>();

  constructor(history: RateHistory, links: Links) {
    this.#history = history;
    this.#links = links;
  }

  /** The page for what is known at a moment, as far as a filter lets its cells through. */
  pageOf(view: FeedView<MoveState>, filter: CellFilter): KeptPage {
    if (view.last !== this.#last) this.#turnTo(view.last);
    const name = JSON.stringify([filter.text, filter.state]);
    const kept = this.#kept.get(name);
    const age = freshness(view);
    if (kept?.age === age.toString()) return kept.page;
    const sections = kept ? kept.sections : this.#draw(filter);
    const { status } = view.last?.state ?? {};
    const page = new KeptPage(overviewPage({ status, age, sections, links: this.#links }));
    if (!kept && this.#kept.size >= MOST_FILTERS) this.#kept.clear();
    this.#kept.set(name, { sections, age: age.toString(), page });
    return page;
  }

  #turnTo(last: FeedView<MoveState>['last']): void {
    this.#last = last;
    this.#rates = ratesByCell(this.#history.samples);
    this.#kept.clear();
  }

  #draw(filter: CellFilter): Html | null {
    if (!this.#last) return null;
    const { samples } = this.#history;
    const speed = { samples, rates: this.#rates };
    return overviewSections(this.#last.state, { ...speed, filter, links: this.#links });
  }
}
