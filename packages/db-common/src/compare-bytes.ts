/**
 * Half of a character outside the basic plane: these come before some others in UTF-16, but after them in
 * UTF-8.
 */
const SURROGATE = /[\uD800-\uDFFF]/;

/** Compares two texts by their UTF-8 bytes, the order in which databases return uuids. */
export function compareBytes(left: string, right: string): number {
  if (left === right) return 0;
  if (SURROGATE.test(left) || SURROGATE.test(right)) {
    return Buffer.compare(Buffer.from(left), Buffer.from(right));
  }
  return left < right ? -1 : 1;
}
