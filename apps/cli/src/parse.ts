import { UsageError } from './usage-error.js';

/** A whole number above 0, for an option called `what`. */
export function wholeNumber(what: string): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number > 0) return number;
    throw new UsageError(
      `${what} is ${JSON.stringify(text)}; give a whole number above 0, such as 1000.`,
    );
  };
}

/** One of a few words. */
export function oneOf(what: string, words: readonly string[]): (text: string) => string {
  return (text) => {
    if (words.includes(text)) return text;
    throw new UsageError(`${what} is ${JSON.stringify(text)}; give ${words.join(', ')}.`);
  };
}

/** An option that may be given several times. */
export function collect(text: string, previous: unknown): string[] {
  return [...((previous as string[] | undefined) ?? []), text];
}

/** A rule, written `name=number`, that may be given several times. */
export function collectRule(text: string, previous: unknown): Record<string, number> {
  const [, name, value] = /^([^=]+)=(-?\d+)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw new UsageError(`--rule is ${JSON.stringify(text)}; write it like max_server_per_host=3.`);
  }
  return { ...(previous as Record<string, number> | undefined), [name]: Number(value) };
}
