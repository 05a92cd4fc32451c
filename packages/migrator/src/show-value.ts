/** Characters of a value that a sentence shows. */
const MAX_SHOWN_CHARACTERS = 60;

/** How many items of a list a sentence names. */
const MAX_SHOWN_ITEMS = 3;

/** A value as a sentence shows it: quoted, and cut where it is long. */
export function showValue(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const shown =
    text.length > MAX_SHOWN_CHARACTERS ? `${text.slice(0, MAX_SHOWN_CHARACTERS)}...` : text;
  return typeof value === 'string' ? JSON.stringify(shown) : shown;
}

/** The first items of a list, and how many more there are; `none` where it is empty. */
export function showList(items: readonly string[]): string {
  if (items.length === 0) return 'none';
  const more = items.length - MAX_SHOWN_ITEMS;
  return `${items.slice(0, MAX_SHOWN_ITEMS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Both sides of something: what moved, and what is there now. */
export function showSides(what: string, moved: string, now: string): string {
  return `${what} (moved: ${moved}; now: ${now})`;
}
