/** What has been seen at one place of a document. */
interface Place {
  readonly types: Set<string>;
  /** How often a value was there. */
  count: number;
}

/** Gathers which keys documents have, and of which types their values are. */
export class Shapes {
  readonly #places = new Map<string, Map<string, Place>>();

  /** @param name Documents of one name have one shape together. */
  add(name: string, document: unknown): void {
    const places = this.#places.get(name) ?? new Map<string, Place>();
    this.#places.set(name, places);
    visit(places, '', document);
  }

  /** A line for each place of each document, sorted; `?` where a key is not always there. */
  toString(): string {
    return [...this.#places]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, places]) => `${name}\n${[...places].map(lineOf(places)).sort().join('\n')}\n`)
      .join('\n');
  }
}

function visit(places: Map<string, Place>, path: string, value: unknown): void {
  const place = places.get(path) ?? { types: new Set(), count: 0 };
  places.set(path, place);
  place.types.add(value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);
  place.count += 1;
  if (Array.isArray(value)) for (const item of value) visit(places, `${path}[]`, item);
  else if (typeof value === 'object' && value !== null) {
    for (const [key, part] of Object.entries(value)) visit(places, `${path}.${key}`, part);
  }
}

function lineOf(places: Map<string, Place>): (entry: [string, Place]) => string {
  return ([path, { types, count }]) => {
    const parent = places.get(path.replace(/\.\w+$/, ''));
    const isOptional = /\.\w+$/.test(path) && parent !== undefined && count < parent.count;
    return `  ${path || '.'}${isOptional ? '?' : ''}: ${[...types].sort().join(' | ')}`;
  };
}
