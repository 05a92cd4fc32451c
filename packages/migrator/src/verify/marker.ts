import { InvalidInputError } from '@cellbridge/objects';

/** A place in a verification: a pass of a cell, `'api'` or `cell uuid`, and where in it. */
export interface Marker {
  readonly scope: string;
  readonly pass: string;
  readonly after: string;
}

export function formatMarker({ scope, pass, after }: Marker): string {
  return [scope, pass, after].join('/');
}

/** @throws InvalidInputError if it is none. */
export function parseMarker(text: string): Marker {
  const [, scope, pass, after] = /^([^/]+)\/([^/]+)\/(.*)$/s.exec(text) ?? [];
  if (scope === undefined || pass === undefined || after === undefined) {
    throw new InvalidInputError(
      `${JSON.stringify(text)} is not a place to go on from; give what the stopped verification said.`,
    );
  }
  return { scope, pass, after };
}
