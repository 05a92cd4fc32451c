/**
 * Rules as Nova writes them: a JSON object whose values are strings, `{"max_server_per_host": "3"}`. An earlier
 * release of ours wrote numbers. We read both, and write Nova's form.
 */

/** The rules of a group: those of its first policy row that has any. */
export interface GroupRules {
  /** Whole numbers by name; `{}` if there are none. Other values are left out. */
  readonly rules: Record<string, number>;
  /** The text of the rules, if it is not a JSON object of whole numbers. */
  readonly unreadableRules?: string;
}

/** Reads the rules of a group from the texts of its policy rows, in their order. Never fails. */
export function readRules(texts: readonly (string | null)[]): GroupRules {
  const text = firstText(texts);
  if (text === undefined) return { rules: {} };
  const stored = parseObject(text);
  if (!stored) return { rules: {}, unreadableRules: text };
  const entries = Object.entries(stored);
  const read = entries.flatMap(([name, value]) => {
    const number = toNumber(value);
    return name === '' || number === undefined ? [] : [[name, number] as const];
  });
  const rules = Object.fromEntries(read);
  return read.length === entries.length ? { rules } : { rules, unreadableRules: text };
}

/** Reads the same rules with their values as stored, of any kind; `{}` if they are no object. */
export function readStoredRules(texts: readonly (string | null)[]): Record<string, unknown> {
  const text = firstText(texts);
  return (text === undefined ? undefined : parseObject(text)) ?? {};
}

/** Returns the text of rules as Nova writes them; `null` if there are none. */
export function formatRules(rules: Readonly<Record<string, number>>): string | null {
  const entries = Object.entries(rules).map(([name, value]) => [name, String(value)]);
  return entries.length === 0 ? null : JSON.stringify(Object.fromEntries(entries));
}

function firstText(texts: readonly (string | null)[]): string | undefined {
  return texts.find((text) => text !== null) || undefined;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function toNumber(value: unknown): number | undefined {
  const isText = typeof value === 'string' && /^[+-]?\d+$/.test(value.trim());
  const number = isText ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : undefined;
}
