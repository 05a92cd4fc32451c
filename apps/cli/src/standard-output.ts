import type { StandardOutput, Stream } from './io.js';

/** Wraps a stream as standard output. */
export function standardOutput(stream: Stream): StandardOutput {
  let hasWritten = false;
  return {
    isTTY: stream.isTTY,
    get columns() {
      return stream.columns;
    },
    get rows() {
      return stream.rows;
    },
    get hasWritten() {
      return hasWritten;
    },
    write: (text: string | Uint8Array) => {
      hasWritten = true;
      return stream.write(text);
    },
  };
}
