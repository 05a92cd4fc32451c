/** How much of a statement is shown. */
const MOST_CHARACTERS = 160;

/** A step of an actor that can affect others or wait for them. */
export interface Operation {
  readonly actor: string;
  /** The name of its database, the same in every run. Empty if it concerns none. */
  readonly database: string;
  /**
   * `start`: the actor begins. · `lock`: it begins a write transaction on a file. · `commit`: it ends
   * it. · `read`: it sees what was committed so far. · `statement`: any statement, on a server. ·
   * `pause`: it lets others have their turn. · `act`: it does much at once, on any database. ·
   * `crash`: its connections drop, and it forgets everything.
   */
  readonly kind: 'start' | 'lock' | 'commit' | 'read' | 'statement' | 'pause' | 'act' | 'crash';
  /** What a statement says, for whoever reads the order. */
  readonly text?: string;
}

/** A completed operation. */
export interface Step extends Operation {
  /** The database whose lock its actor waits for now; `*` if unknown. */
  readonly queuesFor?: string | undefined;
}

export function describeOperation({ actor, database, kind }: Operation): string {
  return `${actor}: ${kind} ${database}`.trimEnd();
}

/** Like {@link describeOperation}, with what a statement says, which may differ from run to run. */
export function describeInFull(operation: Operation): string {
  const { text = '' } = operation;
  const line = text.replace(/\s+/g, ' ').slice(0, MOST_CHARACTERS);
  return `${describeOperation(operation)} ${line}`.trimEnd();
}

/** Whether two steps lead to the same state in either order, and neither blocks the other. */
export function areIndependent(one: Step, other: Step): boolean {
  if (one.actor === other.actor) return false;
  // There is one crash in a run.
  if (one.kind === 'crash' && other.kind === 'crash') return false;
  if (one.kind === 'act' || other.kind === 'act') return false;
  return !queueForTheSame(one, other) && !notices(one, other) && !notices(other, one);
}

function queueForTheSame({ queuesFor: one }: Step, { queuesFor: other }: Step): boolean {
  if (one === undefined || other === undefined) return false;
  return one === other || one === '*' || other === '*';
}

function notices(one: Step, other: Step): boolean {
  if (one.database !== other.database) return false;
  return one.kind === 'statement' || (one.kind === 'read' && other.kind === 'commit');
}
