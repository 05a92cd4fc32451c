import type { Result } from './result.js';

const HEADINGS = ['benchmark', 'groups', 'unit', 'ours', 'reference', 'ratio', 'bar', ''];

/** The results as a table: medians, and behind each how far its rounds lie apart. */
export function renderTable(results: readonly Result[]): string {
  const rows = results.map((result) => [
    result.name,
    number(result.groups),
    result.unit,
    `${number(result.ours)} ${percent(result.spread.ours)}`,
    `${number(result.reference)} ${percent(result.spread.reference)}`,
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

function number(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en', {
    maximumFractionDigits: Number.isInteger(value) ? 0 : digits,
  });
}

function percent(value: number): string {
  return value === 0 ? '' : `±${Math.round(value * 50)} %`;
}
