/** The groups that processes share, told apart by their numbers alone. */
export const TRAFFIC_GROUPS = 3_000;

export function uuidOf(number: number): string {
  return `0a000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

export function nameOf(number: number): string {
  return `group ${number}`;
}

export function memberOf(number: number): string {
  return `member of ${number}`;
}

/** Who may change a group: of three, one belongs to the writer, one to the destroyer, one to nobody. */
export function numbersOf(owner: 'writer' | 'destroyer' | 'nobody'): number[] {
  const remainder = { writer: 0, destroyer: 1, nobody: 2 }[owner];
  return Array.from({ length: TRAFFIC_GROUPS }, (_, index) => index + 1).filter(
    (number) => number % 3 === remainder,
  );
}

/** What a process has done and seen, as it writes it in the end. */
export interface Ledger {
  /** What is wrong, in words. */
  readonly failures: readonly string[];
  /** How many operations were acknowledged. */
  readonly acknowledged: number;
  /** By uuid: how the groups have to be that this process has changed; `null`: destroyed. */
  readonly groups: Readonly<Record<string, { name: string; members: string[] } | null>>;
}
