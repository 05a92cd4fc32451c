/**
 * The base class of every error of Cellbridge, without the rest of the package: a program can tell these errors
 * apart, and what they say, before it loads code that opens a database.
 *
 * @packageDocumentation
 */

export { CellbridgeError, type ErrorDetails, type ErrorOrigin } from './cellbridge-error.js';
export { messageOf } from './message-of.js';
