/**
 * Releases of Nova whose tables differ in what concerns Cellbridge, by their numbers: Mitaka, Newton,
 * Ocata, Rocky, Stein, Zed and Gazpacho. Those between two of them have the tables of the former, but
 * for `instances.hidden`, which Train (20) brought.
 */
export const NOVA_RELEASES = [13, 14, 15, 18, 19, 26, 33] as const;

export type NovaRelease = (typeof NOVA_RELEASES)[number];

/** The release that is meant where none is named. */
export const USUAL_RELEASE: NovaRelease = 26;
