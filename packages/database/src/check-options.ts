import type { OpenOptions } from './database.js';
import { InvalidOptionError } from './errors/invalid-option-error.js';
import { quote } from './quote.js';

const TIME_LIMITS = ['connectTimeout', 'statementTimeout', 'readTimeout', 'lockTimeout'] as const;

/**
 * Checks the options of a program without types.
 *
 * @throws InvalidOptionError that names the option.
 */
export function checkOpenOptions(options: OpenOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw new InvalidOptionError(`The options are ${quote(options)}; give an object.`);
  }
  const { create, intercept, poolSize, tls } = options;
  for (const name of TIME_LIMITS) checkTimeLimit(name, options[name]);
  check(isCount(poolSize), 'poolSize', quote(poolSize), 'a whole number above 0');
  check(is('boolean', create), 'create', quote(create), 'true or false');
  check(is('function', intercept), 'intercept', quote(intercept), 'a function');
  // The value may hold a key.
  check(is('object', tls) && tls !== null, 'tls', tls === null ? 'null' : typeof tls, 'an object');
}

/** Checks a time limit in milliseconds, if there is one. @throws InvalidOptionError */
export function checkTimeLimit(name: string, value: number | undefined): void {
  const isRight = value === undefined || (typeof value === 'number' && value >= 0);
  check(isRight, name, quote(value), 'a number of milliseconds, 0 or above, or Infinity');
}

function is(type: string, value: unknown): boolean {
  return value === undefined || typeof value === type;
}

function isCount(value: number | undefined): boolean {
  return value === undefined || (Number.isSafeInteger(value) && value > 0);
}

function check(isRight: boolean, name: string, shown: string, wanted: string): void {
  if (!isRight) throw new InvalidOptionError(`The option ${name} is ${shown}; give ${wanted}.`);
}
