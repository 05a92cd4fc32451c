import { formatNumber } from '../format-number.js';
import type { Result } from '../result.js';
import { describeRatio, describeVerdict } from './describe-result.js';
import { drawChart } from './draw-chart.js';
import { type Markup, markup } from './markup.js';
import type { Section } from './section.js';

const STYLE = markup`
:root { color-scheme: light dark }
body { margin: 1rem auto; max-width: 60rem; padding: 0 1rem; font: 16px/1.5 system-ui, sans-serif }
svg { display: block; max-width: 100%; height: auto }
.scrolling { overflow-x: auto }
table { border-collapse: collapse }
h2 { font-size: 1rem }
th, td { text-align: start; vertical-align: top; padding: 0.25rem 1rem 0.25rem 0; border-top: 1px solid #8888 }
.figure, .verdict { white-space: nowrap }
.figure { text-align: end }
.description { display: block; min-width: 14rem; font-weight: normal }
`;

/** Renders results as a page of HTML that needs nothing else: the chart, and a table for each run. */
export function renderPage(sections: readonly Section[]): Markup {
  return markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Benchmarks of Cellbridge</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Benchmarks of Cellbridge</h1>
${drawChart(sections)}
${sections.map(renderTable)}
</main>
</body>
</html>
`;
}

function renderTable({ note, results }: Section): Markup {
  const heading = note ?? 'All figures';
  return markup`<h2>${heading}</h2>
<div class="scrolling" role="region" aria-label="${heading}" tabindex="0">
<table>
<thead><tr><th scope="col">Benchmark</th><th scope="col" class="figure">Groups</th><th scope="col" class="figure">Ours</th><th scope="col" class="figure">Reference</th><th scope="col">Ratio and bar</th></tr></thead>
<tbody>
${results.map(renderRow)}
</tbody>
</table>
</div>`;
}

function renderRow(result: Result): Markup {
  const { name, groups, ours, reference, unit, description } = result;
  return markup`<tr><th scope="row">${name} <span class="description">${description}</span></th><td class="figure">${formatNumber(groups)}</td><td class="figure">${formatNumber(ours)} ${unit}</td><td class="figure">${formatNumber(reference)} ${unit}</td><td class="verdict">${describeRatio(result)}: ${describeVerdict(result)}</td></tr>`;
}
