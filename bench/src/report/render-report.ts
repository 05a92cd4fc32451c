import { extname } from 'node:path';
import { drawChart } from './draw-chart.js';
import type { Markup } from './markup.js';
import { renderPage } from './render-page.js';
import type { Section } from './section.js';

/** Renders the results of some runs. */
export type Renderer = (sections: readonly Section[]) => Markup;

const RENDERERS: Readonly<Record<string, Renderer>> = { '.svg': drawChart, '.html': renderPage };

/**
 * Gives what renders a report, by how its name ends.
 *
 * @throws Error if it ends in none of the names that there are.
 */
export function rendererOf(file: string): Renderer {
  const renderer = RENDERERS[extname(file).toLowerCase()];
  if (renderer) return renderer;
  throw new Error(
    `--report is ${file}; give a file that ends in ${Object.keys(RENDERERS).join(' or ')}.`,
  );
}
