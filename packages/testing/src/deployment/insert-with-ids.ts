import type { RawDatabase, Row } from '../raw/raw-database.js';

/** Inserts a row with a new id for each of `items`, and gives the ids in the same order. */
export async function insertWithIds<Item>(
  raw: RawDatabase,
  table: string,
  items: readonly Item[],
  rowOf: (item: Item, id: number) => Row,
): Promise<number[]> {
  const ids = await raw.takeIds(table, items.length);
  await raw.insert(
    table,
    items.map((item, index) => {
      const id = ids[index] ?? 0;
      return { id, ...rowOf(item, id) };
    }),
  );
  return ids;
}
