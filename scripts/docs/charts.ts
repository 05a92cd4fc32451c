import { fileURLToPath } from 'node:url';
import { BENCHMARKS } from '../../bench/src/benchmarks/index.js';
import { describeSections } from '../../bench/src/report/describe-result.js';
import { drawChart } from '../../bench/src/report/draw-chart.js';
import { readSections } from '../../bench/src/report/read-sections.js';

export const PAGE = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));
export const PICTURES = fileURLToPath(new URL('../../docs/pictures/', import.meta.url));
/** What `pnpm bench --json` has printed, a file for each run. */
const RESULTS = fileURLToPath(new URL('../../bench/results/', import.meta.url));
/** The runs on machines that had little else to do. */
const CALM_RUNS = ['2026-11-25', '2026-11-29-mariadb', '2026-11-30-slower'];

/** A chart of the page: the runs, in this order, and which benchmarks of theirs; by default all. */
interface ChartContent {
  readonly runs: readonly string[];
  readonly benchmarks?: readonly string[];
}

const CHARTS: Readonly<Record<string, ChartContent>> = {
  'moves.svg': {
    runs: CALM_RUNS,
    benchmarks: ['move-postgresql', 'move-mysql', 'move-sqlite', 'move-nova', 'move-nova-mysql'],
  },
  'growth.svg': {
    runs: CALM_RUNS,
    benchmarks: ['growth', 'growth-deleted', 'growth-wide', 'memory', 'memory-verify'],
  },
  'writers.svg': { runs: CALM_RUNS, benchmarks: ['writer-latency', 'writer-latency-few'] },
  'look-ups.svg': {
    runs: CALM_RUNS,
    benchmarks: [
      'get-by-uuid-postgresql',
      'get-by-uuid-mysql',
      'get-by-uuid-sqlite',
      'get-hosts',
      'queries-after-move',
    ],
  },
  'start-up.svg': { runs: CALM_RUNS, benchmarks: ['start-up', 'start-up-status'] },
  'report.svg': { runs: ['2026-11-30-report'] },
  'busy-machine.svg': { runs: ['2026-11-30-busy'] },
};

/** A chart in words and as a picture. */
export interface Chart {
  readonly name: string;
  readonly description: string;
  readonly svg: string;
}

/** Draws the charts from the results that are kept. */
export async function drawCharts(): Promise<Chart[]> {
  return await Promise.all(
    Object.entries(CHARTS).map(async ([name, { runs, benchmarks = [] }]) => {
      const files = runs.map((run) => `${RESULTS}${run}.json`);
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
