/** The values in an order that is the same in every run, and has nothing to do with theirs. */
export function shuffled<T>(values: readonly T[]): T[] {
  const result = [...values];
  let state = 1;
  for (let index = result.length - 1; index > 0; index -= 1) {
    state = (state * 48_271) % 2_147_483_647;
    const other = state % (index + 1);
    [result[index], result[other]] = [result[other] as T, result[index] as T];
  }
  return result;
}
