import { formatNumber } from '../format-number.js';
import type { Result } from '../result.js';
import type { Section } from './section.js';

const RELATIONS = { '≥': 'at least', '<': 'below', '=': 'exactly' };

/** The ratio, and how it has to stand to the bar: `0.27, at least 0.5`. */
export function describeRatio({ ratio, relation, bar }: Result): string {
  return `${formatRatio(ratio, bar)}, ${RELATIONS[relation]} ${bar}`;
}

/** With two decimals, unless it would look like a bar that it only comes near to. */
function formatRatio(ratio: number, bar: number): string {
  const text = ratio < 10 ? ratio.toFixed(2) : formatNumber(ratio);
  return Number(text) === bar && ratio !== bar ? ratio.toPrecision(4) : text;
}

/** `met`, or `missed` and why if the ratio does not show it. */
export function describeVerdict({ isMet, failure }: Result): string {
  if (isMet) return 'met';
  return failure === undefined ? 'missed' : `missed (${failure})`;
}

/** All results in words: what a chart shows, for those who cannot see it. */
export function describeSections(sections: readonly Section[]): string {
  return sections
    .flatMap(({ note, results }) => [...(note ? [note] : []), ...results.map(describeResult)])
    .join(' ');
}

function describeResult(result: Result): string {
  const { name, ours, reference, unit } = result;
  const figures = `${formatNumber(ours)} ${unit} against ${formatNumber(reference)}`;
  return `${name}: ${figures}; the ratio is ${describeRatio(result)}: ${describeVerdict(result)}.`;
}
