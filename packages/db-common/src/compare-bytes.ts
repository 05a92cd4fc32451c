/** Half of a character outside of the basic plane: such come before others in UTF-16, and after them in UTF-8. */
const SURROGATE = /[\uD800-\uDFFF]/;

/** Compares two texts by their bytes in UTF-8, in which order databases are asked for uuids. */
export function compareBytes(left: string, right: string): number {
  if (left === right) return 0;
  if (SURROGATE.test(left) || SURROGATE.test(right)) {
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  }
  return left < right ? -1 : 1;
}
