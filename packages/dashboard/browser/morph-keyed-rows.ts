/**
 * Brings the rows of a table up to date, each by its id: those that are the same stay, others are replaced. That takes a time
 * that grows with the rows alone, however many stand elsewhere now.
 */
export function morphKeyedRows(table: Element, fresh: Element): void {
  const rows = [...fresh.children];
  const ids = new Set(rows.map(({ id }) => id));
  const known = new Map<string, Element>();
  for (const row of [...table.children]) {
    if (ids.has(row.id)) known.set(row.id, row);
    else row.remove();
  }
  let place = table.firstElementChild;
  for (const row of rows) {
    const old = known.get(row.id);
    const isSame = old?.isEqualNode(row) ?? false;
    const next = old === place ? (place?.nextElementSibling ?? null) : place;
    if (!old || !isSame) {
      table.insertBefore(document.importNode(row, true), place);
      old?.remove();
    } else if (old !== place) {
      table.insertBefore(old, place);
    }
    place = next;
  }
}
