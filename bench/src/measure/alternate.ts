/** One side of a benchmark: measures one round. */
export type Side = () => Promise<number>;

/**
 * Runs both sides in turns, so that what changes on the machine meanwhile meets both alike; each
 * round another one is first.
 */
export async function alternate(
  rounds: number,
  ours: Side,
  reference: Side,
): Promise<{ ours: number[]; reference: number[] }> {
  const figures = { ours: [] as number[], reference: [] as number[] };
  const measureOurs = async () => figures.ours.push(await ours());
  const measureReference = async () => figures.reference.push(await reference());
  for (let round = 0; round < rounds; round += 1) {
    const order = [measureReference, measureOurs];
    if (round % 2 === 1) order.reverse();
    for (const measure of order) await measure();
  }
  return figures;
}
