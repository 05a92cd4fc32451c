/** Names, and the names behind the arrows that leave each. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** Puts arrows together to a graph; one from a name to itself says nothing. */
export function graphOf(arrows: Iterable<readonly [from: string, to: string]>): Graph {
  const graph = new Map<string, Set<string>>();
  const targetsOf = (name: string) => {
    const targets = graph.get(name) ?? new Set();
    graph.set(name, targets);
    return targets;
  };
  for (const [from, to] of arrows) {
    targetsOf(to);
    if (from !== to) targetsOf(from).add(to);
  }
  return graph;
}

/** Leaves out each arrow to what is reached by others anyway, so that a picture can be read. */
export function withoutShortcuts(graph: Graph): Graph {
  const reached = (name: string, seen = new Set<string>()): Set<string> => {
    for (const target of graph.get(name) ?? []) {
      if (!seen.has(target)) reached(target, seen.add(target));
    }
    return seen;
  };
  return new Map(
    [...graph].map(([name, targets]) => {
      const others = new Set([...targets].flatMap((target) => [...reached(target)]));
      return [name, new Set([...targets].filter((target) => !others.has(target)))];
    }),
  );
}

/** Draws a graph as Mermaid's flowchart, in the order of the names; `folder/name` stands in a frame. */
export function drawGraph(graph: Graph): string {
  const idOf = (name: string) => name.replace(/\W/g, '_');
  const names = [...graph.keys()].sort();
  const frames = new Map<string, string[]>();
  for (const name of names) {
    const [, frame = '', label = name] = /^(.+)\/(.+)$/.exec(name) ?? [];
    frames.set(frame, [...(frames.get(frame) ?? []), `  ${idOf(name)}["${label}"]`]);
  }
  const nodes = [...frames].flatMap(([frame, inside]) =>
    frame === '' ? inside : [`  subgraph ${frame}`, ...inside.map((line) => `  ${line}`), '  end'],
  );
  const arrows = names.flatMap((name) =>
    [...(graph.get(name) ?? [])].sort().map((target) => `  ${idOf(name)} --> ${idOf(target)}`),
  );
  return ['```mermaid', 'flowchart TD', ...nodes, ...arrows, '```'].join('\n');
}
