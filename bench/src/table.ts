import { formatNumber } from './format-number.js';
import type { Result } from './result.js';

const HEADINGS = ['benchmark', 'groups', 'unit', 'ours', 'reference', 'ratio', 'bar', ''];

/** The results as a table: medians, and behind each how far its rounds lie apart. */
export function renderTable(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.name,
    formatNumber(result.groups),
    result.unit,
    `${formatNumber(result.ours)} ${percent(result.spread.ours)}`,
    `${formatNumber(result.reference)} ${percent(result.spread.reference)}`,
    result.ratio.toFixed(2),
    `${result.relation} ${result.bar}`,
    result.isMet ? 'met' : `MISSED${result.failure ? `: ${result.failure}` : ''}`,
  ]);
  const widths = HEADINGS.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  return [HEADINGS, ...rows]
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function percent(value: number): string {
  return value === 0 ? '' : `±${Math.round(value * 50)} %`;
}
