import type { Io } from './io.js';

/**
 * Finds the URL that fills the templates of `cell_mappings`: `--nova-connection`, else
 * `CELLBRIDGE_NOVA_CONNECTION`.
 *
 * @returns `undefined` if none is given.
 */
export function findNovaConnection({ environment }: Io, option: unknown): string | undefined {
  if (typeof option === 'string') return option;
  return environment.CELLBRIDGE_NOVA_CONNECTION || undefined;
}
