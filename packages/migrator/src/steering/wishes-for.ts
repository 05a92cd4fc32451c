import type { Wish, WishedSetting } from '@cellbridge/db-api';

/** The wishes that hold in a cell, by setting: its own, and those for every cell where it has none. */
export function wishesFor(
  cellUuid: string,
  wishes: readonly Wish[],
): ReadonlyMap<WishedSetting, Wish> {
  const forEvery = wishes.filter((wish) => wish.cellUuid === null);
  const own = wishes.filter((wish) => wish.cellUuid === cellUuid);
  return new Map([...forEvery, ...own].map((wish) => [wish.setting, wish]));
}

/** When the latest of them was wished; `null` where there is none. */
export function latestOf(wishes: ReadonlyMap<WishedSetting, Wish>): string | null {
  const times = [...wishes.values()].map(({ wishedAt }) => wishedAt);
  return times.sort().at(-1) ?? null;
}

/** The number that is wished for; `undefined` where there is none. */
export function numberOf(
  wishes: ReadonlyMap<WishedSetting, Wish>,
  setting: Exclude<WishedSetting, 'paused'>,
): number | undefined {
  const value = wishes.get(setting)?.value ?? null;
  return value === null ? undefined : Number(value);
}

/** The wish for a pause, where one holds. */
export function pauseOf(wishes: ReadonlyMap<WishedSetting, Wish>): Wish | undefined {
  const wish = wishes.get('paused');
  return wish?.value === 'true' ? wish : undefined;
}
