import { canonicalUuid, isUuidLike, quote } from '@cellbridge/db-api';
import { InvalidInputError } from './errors/invalid-input-error.js';

/** The width of Nova's columns. */
const MAX_CHARACTERS = 255;

/**
 * Checks a uuid; `what` names it in the message. Accepts what oslo's `is_uuid_like` accepts: any case, any
 * variant, without hyphens, in braces, after `urn:uuid:`.
 *
 * @returns the uuid in lower case, with hyphens.
 * @throws InvalidInputError if it does not have the form of a uuid.
 */
export function checkUuid(uuid: string, what = 'uuid'): string {
  return canonicalUuid(checkUuidLike(uuid, what));
}

/** Checks the same, but returns the uuid unchanged: a group may be stored with another spelling. */
export function checkUuidLike(uuid: string, what = 'uuid'): string {
  if (isUuidLike(uuid)) return uuid;
  throw new InvalidInputError(
    `${quote(uuid)} is not a ${what}; it takes the form xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx.`,
  );
}

/** Checks a text that has to fit Nova's VARCHAR(255) on every database. */
export function checkText(text: string, what: string): string {
  if (text === '') throw new InvalidInputError(`The ${what} is empty; give some text.`);
  if (typeof text !== 'string') throw new InvalidInputError(`The ${what} has to be text.`);
  return checkNullableText(text, what) as string;
}

/** Checks the same, but also accepts `null`. */
export function checkNullableText(text: string | null, what: string): string | null {
  if (text === null) return null;
  if (typeof text !== 'string') throw new InvalidInputError(`The ${what} has to be text.`);
  const length = [...text].length;
  if (length > MAX_CHARACTERS) {
    throw new InvalidInputError(
      `The ${what} has ${length} characters; shorten it to ${MAX_CHARACTERS} at most.`,
    );
  }
  if (text.includes('\0') || !text.isWellFormed()) {
    throw new InvalidInputError(
      `The ${what} has a character that no database stores (NUL, or half of a surrogate pair).`,
    );
  }
  return text;
}

/** Returns a list of texts, each once, in the order given; `what` names one of them, and `all` the list. */
export function checkTexts(texts: readonly string[], what: string, all = `${what}s`): string[] {
  if (!Array.isArray(texts)) throw new InvalidInputError(`The ${all} have to be a list.`);
  return [...new Set(texts.map((text) => checkText(text, what)))];
}

/** Checks Nova's rules: whole numbers by name, and only with a policy. */
export function checkRules(
  rules: Record<string, number>,
  policies: readonly string[],
): Record<string, number> {
  checkOptions(rules, 'rules');
  for (const [name, value] of Object.entries(rules)) {
    checkText(name, 'name of a rule');
    if (!Number.isSafeInteger(value)) {
      throw new InvalidInputError(`The rule ${quote(name)} has to be a whole number.`);
    }
  }
  if (Object.keys(rules).length > 0 && policies.length === 0) {
    throw new InvalidInputError('Rules belong to a policy; give a policy too.');
  }
  return { ...rules };
}

/** Checks that a value is an object, without looking at its fields. */
export function checkOptions<T extends object>(options: T, what = 'options'): T {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidInputError(`The ${what} have to be an object.`);
  }
  return options;
}

/** Checks a whole number above zero. */
export function checkLimit(limit: number, what: string): number {
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new InvalidInputError(`The ${what} is ${quote(limit)}; give a whole number above 0.`);
  }
  return limit;
}

/** Checks a whole number, 0 or above. */
export function checkOffset(offset: number): number {
  if (!Number.isSafeInteger(offset) || offset < 0) {
    throw new InvalidInputError(`The offset is ${quote(offset)}; give a whole number, 0 or above.`);
  }
  return offset;
}

/** Checks an option; `wanted` names what it takes. @throws InvalidInputError that names the option. */
export function refuseUnless(isRight: boolean, name: string, value: unknown, wanted: string): void {
  if (isRight) return;
  throw new InvalidInputError(`The option ${name} is ${quote(value)}; give ${wanted}.`);
}
