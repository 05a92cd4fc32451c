import { quote } from '@cellbridge/db-api';
import { checkLimit, InvalidInputError, refuseUnless } from '@cellbridge/objects';

/** Any object; its fields are checked elsewhere. @throws InvalidInputError */
export function checkOptions(options: object): void {
  const isObject = typeof options === 'object' && options !== null;
  if (!isObject) throw new InvalidInputError(`The options are ${quote(options)}; give an object.`);
}

/** A whole number above 0, if one is given. @throws InvalidInputError */
export function checkCount(count: number | undefined, what: string): void {
  if (count !== undefined) checkLimit(count, what);
}

/** A number, 0 or above, if one is given. @throws InvalidInputError */
export function checkAmount(name: string, value: number | undefined): void {
  const isAmount = value === undefined || (typeof value === 'number' && value >= 0);
  refuseUnless(isAmount, name, value, 'a number, 0 or above');
}

/** Milliseconds between two batches, if they are given. @throws InvalidInputError */
export function checkPause(pause: number | undefined): void {
  refuseUnless(pause !== Number.POSITIVE_INFINITY, 'pause', pause, 'a number, 0 or above');
  checkAmount('pause', pause);
}

/** A list of cells that names any, if one is given. @throws InvalidInputError */
export function checkCells(cells: readonly string[] | undefined): void {
  const areCells = cells === undefined || (Array.isArray(cells) && cells.length > 0);
  refuseUnless(areCells, 'cells', cells, 'a list of cells that names one, or leave it out');
}

/** A function, if one is given. @throws InvalidInputError */
export function checkFunction(name: string, value: unknown): void {
  refuseUnless(value === undefined || typeof value === 'function', name, value, 'a function');
}

/** A signal, if one is given; that of another realm will do. @throws InvalidInputError */
export function checkSignal(signal: AbortSignal | undefined): void {
  const isSignal = signal === undefined || typeof Object(signal).aborted === 'boolean';
  refuseUnless(isSignal, 'signal', signal, 'an AbortSignal');
}
