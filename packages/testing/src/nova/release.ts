/**
 * The numbers of the Nova releases that changed the tables that Cellbridge uses: Mitaka, Newton, Ocata,
 * Rocky, Stein, Zed and Gazpacho. Each release in between has the tables of the one before it, except
 * for `instances.hidden`, which Train (20) added.
 */
export const NOVA_RELEASES = [13, 14, 15, 18, 19, 26, 33] as const;

export type NovaRelease = (typeof NOVA_RELEASES)[number];

/** The release to use if none is given. */
export const USUAL_RELEASE: NovaRelease = 26;
