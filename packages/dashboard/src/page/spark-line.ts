import { scaleLinear } from 'd3-scale';
import { line } from 'd3-shape';
import { isGap, type RateSample } from '../feed/rate-history.js';
import { type Html, html, trusted } from '../html/html.js';

const WIDTH = 64;
const HEIGHT = 16;

/** How fast groups moved in a cell, as a small line without numbers; nothing where no run was seen there. */
export function sparkLine(samples: readonly RateSample[], cellUuid: string): Html {
  const known = samples.filter(({ cells }) => cells.has(cellUuid));
  const [first, last] = [samples[0], samples.at(-1)];
  if (known.length < 2 || !first || !last) return html``;
  const rateOf = ({ cells }: RateSample) => cells.get(cellUuid) ?? 0;
  const x = scaleLinear([first.at, last.at], [0, WIDTH]);
  const y = scaleLinear([0, Math.max(...known.map(rateOf)) || 1], [HEIGHT - 1, 1]);
  const isDrawn = (sample: RateSample, index: number) => {
    const before = samples[index - 1];
    return sample.cells.has(cellUuid) && !(before && isGap(before, sample));
  };
  const toPath = line<RateSample>(
    ({ at }) => x(at),
    (sample) => y(rateOf(sample)),
  )
    .defined((sample, index) => isDrawn(sample, index))
    .digits(1);
  return html`<svg class="spark" aria-hidden="true" focusable="false" width="${WIDTH}" height="${HEIGHT}"><path d="${trusted(toPath([...samples]) ?? '')}"></path></svg>`;
}
