/** A time stamp in a sentence, to the second: of a database, or in ISO 8601. */
export function secondOf(stamp: string): string {
  return `${stamp.slice(0, 19).replace('T', ' ')} UTC`;
}
