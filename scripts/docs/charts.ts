import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { BENCHMARKS } from '../../bench/src/benchmarks/index.js';
import { describeSections } from '../../bench/src/report/describe-result.js';
import { drawChart } from '../../bench/src/report/draw-chart.js';
import { readSections } from '../../bench/src/report/read-sections.js';

/** What `pnpm bench --json` has printed, and where: a file for each run, in order of their names. */
const RESULTS = fileURLToPath(new URL('../../bench/results/', import.meta.url));
export const PICTURES = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
export const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

/** The charts of docs/performance.md, and the benchmarks of each. */
const CHARTS: Readonly<Record<string, readonly string[]>> = {
  'moves.svg': ['move-postgresql', 'move-mysql', 'move-sqlite', 'move-nova', 'move-nova-mysql'],
  'growth.svg': ['growth', 'growth-deleted', 'growth-wide', 'memory', 'memory-verify'],
  'writers.svg': ['writer-latency', 'writer-latency-few'],
  'look-ups.svg': [
    'get-by-uuid-postgresql',
    'get-by-uuid-mysql',
    'get-by-uuid-sqlite',
    'get-hosts',
    'queries-after-move',
  ],
  'start-up.svg': ['start-up', 'start-up-status'],
};

/** A chart in words and as a picture. */
export interface Chart {
  readonly name: string;
  readonly description: string;
  readonly svg: string;
}

/** Draws the charts from the results that are kept. */
export async function drawCharts(): Promise<Chart[]> {
  const names = (await readdir(RESULTS)).filter((name) => name.endsWith('.json')).sort();
  const files = names.map((name) => `${RESULTS}${name}`);
  return await Promise.all(
    Object.entries(CHARTS).map(async ([name, benchmarks]) => {
      const chosen = BENCHMARKS.filter((benchmark) => benchmarks.includes(benchmark.name));
      const sections = await readSections(files, BENCHMARKS, chosen);
      return { name, description: describeSections(sections), svg: drawChart(sections).text };
    }),
  );
}

/** Puts the words of the charts into the page, in place of those that are there. */
export function describeCharts(page: string, charts: readonly Chart[]): string {
  return charts.reduce((text, { name, description }) => {
    const [image] = new RegExp(`!\\[[^\\]]*\\]\\(pictures/${name}\\)`).exec(text) ?? [];
    if (image === undefined) throw new Error(`The page does not show pictures/${name}.`);
    return text.replace(image, () => `![${description}](pictures/${name})`);
  }, page);
}
