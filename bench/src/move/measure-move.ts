import { secondsOf } from '../measure/seconds.js';
import { speedOf } from '../measure/speed.js';
import { checkMoved, type MoveSite } from './move-site.js';
import { runMove } from './run-move.js';

/**
 * Moves the same groups our way and by a reference, in turns, each time between fresh databases.
 *
 * @param prepareReference Done before the reference, and not measured.
 */
export async function measureMove<Site extends MoveSite>(
  rounds: number,
  groups: number,
  createSite: () => Promise<Site>,
  reference: (site: Site) => Promise<void>,
  { prepareReference }: { prepareReference?: (site: Site) => Promise<void> } = {},
) {
  const onFreshSite = async (move: (site: Site) => Promise<number>) => {
    const site = await createSite();
    try {
      const seconds = await move(site);
      await checkMoved(site);
      return seconds;
    } finally {
      await site.drop();
    }
  };
  return await speedOf(
    groups,
    rounds,
    () => onFreshSite((site) => runMove(site.api)),
    () =>
      onFreshSite(async (site) => {
        await prepareReference?.(site);
        return await secondsOf(() => reference(site));
      }),
  );
}
