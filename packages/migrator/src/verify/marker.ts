import { notAPlace } from './place.js';

/** A place in a verification: a pass of a cell, `'api'` or `cell uuid`, and where in it. */
export interface Marker {
  readonly scope: string;
  readonly pass: string;
  readonly after: string;
}

export function formatMarker({ scope, pass, after }: Marker): string {
  return [scope, pass, after].join('/');
}

/** @throws InvalidInputError if it is none; its pass says whether there is such a place in it. */
export function parseMarker(text: string): Marker {
  const [, scope, pass, after] = /^([^/]+)\/([^/]+)\/(.*)$/s.exec(text) ?? [];
  if (scope === undefined || pass === undefined || after === undefined) {
    throw notAPlace(text);
  }
  return { scope, pass, after };
}
