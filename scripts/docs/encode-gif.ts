import gifenc, { type Colour } from 'gifenc';
import { PNG } from 'pngjs';

/** One picture of an animation. */
export interface Frame {
  readonly png: Buffer;
  /** How long it is shown. */
  readonly milliseconds: number;
}

/** How many bits an index of the palette has. */
const INDEX_BITS = 6;
/** The index that stands for what has not changed. */
const UNCHANGED = 0;
/** How many pictures the palette is made from. */
const SAMPLES = 8;
/** Where the position of a picture is, from its beginning in a GIF: after what says how it is shown. */
const POSITION_OFFSET = 9;

/** Makes an animated GIF that begins anew at its end. All pictures must be of one size. */
export function encodeGif(frames: readonly Frame[]): Uint8Array {
  const encoder = gifenc.GIFEncoder();
  const palette = paletteOf(frames);
  let last: Picture | undefined;
  for (const { png, milliseconds } of frames) {
    const picture = indexed(png, palette);
    const { left, top, width, height, indexes } = last ? changeOf(last, picture) : picture;
    const start = encoder.bytesView().length;
    encoder.writeFrame(indexes, width, height, {
      ...(last === undefined && { palette, repeat: 0 }),
      delay: milliseconds,
      transparent: true,
      transparentIndex: UNCHANGED,
      dispose: 1,
      colorDepth: INDEX_BITS,
    });
    // The encoder itself puts every picture at the top left.
    const position = Uint8Array.of(left & 255, left >> 8, top & 255, top >> 8);
    if (last) encoder.bytesView().set(position, start + POSITION_OFFSET);
    last = picture;
  }
  encoder.finish();
  return encoder.bytesView();
}

/** A part of the screen, as indexes of the palette. */
interface Picture {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly indexes: Uint8Array;
}

function paletteOf(frames: readonly Frame[]): Colour[] {
  const step = Math.ceil(frames.length / SAMPLES);
  const samples = frames.filter((_, number) => (number + 1) % step === 0 || step === 1);
  const pixels = Buffer.concat(samples.map(({ png }) => PNG.sync.read(png).data));
  const colours = gifenc.quantize(new Uint8Array(pixels), 2 ** INDEX_BITS - 1);
  return [[0, 0, 0], ...colours];
}

function indexed(png: Buffer, [, ...colours]: readonly Colour[]): Picture {
  const { width, height, data } = PNG.sync.read(png);
  const indexes = gifenc.applyPalette(new Uint8Array(data), colours).map((index) => index + 1);
  return { left: 0, top: 0, width, height, indexes };
}

/** The smallest rectangle that holds all that has changed. */
function changeOf(last: Picture, { width, height, indexes }: Picture): Picture {
  let [left, right, top, bottom] = [width, 0, height, 0];
  for (const [at, index] of indexes.entries()) {
    if (index === last.indexes[at]) continue;
    const [x, y] = [at % width, Math.floor(at / width)];
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [top, bottom] = [Math.min(top, y), y];
  }
  // A picture has one pixel at least.
  if (left > right) [left, right, top, bottom] = [0, 0, 0, 0];
  const [changedWidth, changedHeight] = [right - left + 1, bottom - top + 1];
  const changed = new Uint8Array(changedWidth * changedHeight).map((_, at) => {
    const from = (top + Math.floor(at / changedWidth)) * width + left + (at % changedWidth);
    const index = indexes[from] ?? UNCHANGED;
    return index === last.indexes[from] ? UNCHANGED : index;
  });
  return { left, top, width: changedWidth, height: changedHeight, indexes: changed };
}
