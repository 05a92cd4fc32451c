import type { CellFilter } from './cell-filter.js';

/** The addresses of the pages, as browsers see them. */
export class Links {
  readonly #basePath: string;

  /** @param basePath the path in front of all of them; empty, or without a slash at its end. */
  constructor(basePath: string) {
    this.#basePath = basePath;
  }

  get overview(): string {
    return `${this.#basePath}/`;
  }

  get explain(): string {
    return `${this.#basePath}/explain`;
  }

  get login(): string {
    return `${this.#basePath}/login`;
  }

  get styles(): string {
    return `${this.#basePath}/style.css`;
  }

  get script(): string {
    return `${this.#basePath}/page.js`;
  }

  /** The cells of the overview, as far as a filter lets them through. */
  cells({ text, state }: CellFilter): string {
    const wanted = Object.entries({ cell: text, state }).filter(([, value]) => value !== '');
    const query = wanted.length > 0 ? `?${new URLSearchParams(wanted)}` : '';
    return `${this.overview}${query}#cells`;
  }

  get statusDocument(): string {
    return `${this.#basePath}/status.json`;
  }

  explainGroup(uuid: string): string {
    return `${this.explain}?uuid=${encodeURIComponent(uuid)}`;
  }

  explainDocument(uuid: string): string {
    return `${this.explain}.json?uuid=${encodeURIComponent(uuid)}`;
  }

  quarantine(uuid: string): string {
    return `${this.#basePath}/quarantine/${encodeURIComponent(uuid)}`;
  }

  quarantineDocument(uuid: string): string {
    return `${this.quarantine(uuid)}.json`;
  }
}
