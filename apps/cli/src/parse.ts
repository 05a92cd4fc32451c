import { UsageError } from './usage-error.js';

/** A whole number above 0. */
export function wholeNumber(text: string, flag: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number > 0) return number;
  throw new UsageError(
    `${flag} is ${JSON.stringify(text)}; give a whole number above 0, such as 1000.`,
  );
}

/** One of a few words. */
export function oneOf<Word extends string>(
  words: readonly Word[],
): (text: string, flag: string) => Word {
  return (text, flag) => {
    const found = words.find((word) => word === text);
    if (found !== undefined) return found;
    throw new UsageError(`${flag} is ${JSON.stringify(text)}; give ${words.join(', ')}.`);
  };
}
