import { scaleLog } from 'd3-scale';
import { formatNumber } from '../format-number.js';
import type { Result } from '../result.js';
import { describeRatio, describeSections, describeVerdict } from './describe-result.js';
import { type Markup, markup } from './markup.js';
import type { Section } from './section.js';
import { wrapText } from './wrap-text.js';

// Narrow, so that the text is not too small on a phone.
const WIDTH = 440;
const MARGIN = 14;
/** How much larger the picture is where there is room. */
const ENLARGEMENT = 1.4;
const LINE = 17;
const NOTE_CHARACTERS = 64;
const NOTE_GAP = 6;
const ROW = 66;
/** From the top of a row: the middle of its bar. */
const MIDDLE = 49;
const HALF_BAR = 6;
const FOOT = 62;

const STYLE = markup`
.bench { --paper: #ffffff; --ink: #1f2328; --faint: #59636e; --grid: #d1d9e0; --met: #0969da; --missed: #bc4c00 }
@media (prefers-color-scheme: dark) {
  .bench { --paper: #0d1117; --ink: #f0f6fc; --faint: #a3abb4; --grid: #3d444d; --met: #58a6ff; --missed: #f0883e }
}
.bench { background: var(--paper); color-scheme: light dark }
.bench text { font: 12px system-ui, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif; fill: var(--ink); stroke: var(--paper); stroke-width: 4px; stroke-linejoin: round; paint-order: stroke }
.bench .name { font-size: 14px; font-weight: 600 }
.bench .ratio { font-size: 14px; text-anchor: end }
.bench .faint { fill: var(--faint) }
.bench .tick { fill: var(--faint); text-anchor: middle }
.bench .paper { fill: var(--paper) }
.bench .grid { stroke: var(--grid) }
.bench .equal { stroke: var(--faint) }
.bench .bar { stroke: var(--ink); stroke-width: 2; fill: var(--ink) }
.bench .met { fill: var(--met); stroke: var(--met) }
.bench .missed { fill: none; stroke: var(--missed); stroke-width: 1.5 }
.bench .cross { fill: none; stroke: var(--missed); stroke-width: 3 }
`;

/**
 * Draws results as an SVG: a row for each, with the ratio on a logarithmic axis and the bar that it has to reach. What
 * it shows is in words too, in its description. It is as wide as a phone, and light or dark as the reader prefers.
 */
export function drawChart(sections: readonly Section[]): Markup {
  const results = sections.flatMap((section) => section.results);
  const scale = scaleOf(results);
  const parts: Markup[] = [];
  let top = MARGIN;
  for (const section of sections) {
    for (const line of wrapText(section.note ?? '', NOTE_CHARACTERS)) {
      top += LINE;
      parts.push(markup`<text class="faint" x="${MARGIN}" y="${top - 4}">${line}</text>`);
    }
    if (section.note) top += NOTE_GAP;
    for (const result of section.results) {
      parts.push(drawRow(result, top, scale));
      top += ROW;
    }
    top += MARGIN;
  }
  const height = top + FOOT;
  const missed = results.filter(({ isMet }) => !isMet).length;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" class="bench" role="img" aria-labelledby="bench-title bench-description" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH * ENLARGEMENT}" height="${height * ENLARGEMENT}">
<title id="bench-title">Benchmarks: ${results.length - missed} of ${results.length} bars met</title>
<desc id="bench-description">${describeSections(sections)}</desc>
<style>${STYLE}</style>
<rect class="paper" width="100%" height="100%"/>
${drawAxis(scale, top)}
${parts}
${drawLegend(top + 40)}
</svg>
`;
}

type Scale = ReturnType<typeof scaleOf>;

/** The axis: from the smallest ratio or bar to the largest; 1, where ours equals the reference, is always on it. */
function scaleOf(results: readonly Result[]) {
  const values = [1, ...results.flatMap(({ ratio, bar }) => [ratio, bar])];
  return scaleLog()
    .domain([Math.min(...values) * 0.9, Math.max(...values) * 1.1])
    .range([MARGIN + 4, WIDTH - MARGIN - 4]);
}

function drawRow(result: Result, top: number, scale: Scale): Markup {
  const { name, ratio, isMet } = result;
  const [end, equal] = [scale(ratio), scale(1)];
  const middle = top + MIDDLE;
  const kind = isMet ? 'met' : 'missed';
  return markup`<g>
<text class="name" x="${MARGIN}" y="${top + 15}">${name}</text>
<text class="ratio" x="${WIDTH - MARGIN}" y="${top + 15}">${describeRatio(result)}: ${describeVerdict(result)}</text>
<text class="faint" x="${MARGIN}" y="${top + 32}">${figuresOf(result)}</text>
<rect class="${kind}" x="${rounded(Math.min(end, equal))}" y="${middle - HALF_BAR / 2}" width="${rounded(Math.abs(end - equal))}" height="${HALF_BAR}"/>
${drawEnd(isMet, rounded(end), middle)}
${drawBar(result, scale, middle)}
</g>`;
}

function figuresOf({ ours, reference, unit, groups }: Result): string {
  const size = groups > 0 ? `; groups: ${formatNumber(groups)}` : '';
  return `${formatNumber(ours)} ${unit}, the reference ${formatNumber(reference)}${size}`;
}

/** The bar, with a flag on the side where it is met. */
function drawBar({ relation, bar }: Result, scale: Scale, middle: number): Markup {
  const x = rounded(scale(bar));
  const [top, bottom] = [middle - HALF_BAR - 6, middle + HALF_BAR + 2];
  const flag = { '≥': 'l 7 3.5 l -7 3.5', '<': 'l -7 3.5 l 7 3.5', '=': 'm -3.5 0 h 7 v 3 h -7' };
  return markup`<path class="bar" d="M ${x} ${bottom} V ${top} ${flag[relation]} z"/>`;
}

/** A disc where the bar is met, a cross where it is missed. */
function drawEnd(isMet: boolean, x: number, y: number): Markup {
  if (isMet) return markup`<circle class="met" cx="${x}" cy="${y}" r="${HALF_BAR}"/>`;
  return markup`<path class="cross" d="M ${x} ${y} m -5 -5 l 10 10 m 0 -10 l -10 10"/>`;
}

function drawAxis(scale: Scale, bottom: number): Markup {
  const lines = ticksOf(scale).map((tick) => {
    const x = rounded(scale(tick));
    return markup`<line class="${tick === 1 ? 'equal' : 'grid'}" x1="${x}" x2="${x}" y1="${MARGIN}" y2="${bottom}"/>
<text class="tick" x="${x}" y="${bottom + 15}">${tick}</text>`;
  });
  return markup`<g>\n${lines}\n</g>`;
}

function ticksOf(scale: Scale): number[] {
  const all = scale.ticks(8);
  const round = all.filter((tick) => /^[125](e|$)/.test(tick.toExponential()));
  return round.length > 2 ? round : all;
}

function drawLegend(y: number): Markup {
  return markup`<text class="faint" x="${MARGIN}" y="${y - 6}">Ours divided by the reference (at 1), on a logarithmic axis</text>
<g>${drawEnd(true, MARGIN + 6, y + 8)}<text x="${MARGIN + 18}" y="${y + 12}">met</text>
${drawEnd(false, MARGIN + 62, y + 8)}<text x="${MARGIN + 74}" y="${y + 12}">missed</text>
<path class="bar" d="M ${MARGIN + 136} ${y + 15} V ${y} l 7 3.5 l -7 3.5 z"/><text x="${MARGIN + 150}" y="${y + 12}">the bar; its flag is on the side where it is met</text></g>`;
}

function rounded(value: number): number {
  return Number(value.toFixed(1));
}
