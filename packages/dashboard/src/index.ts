/**
 * A page and a report that show a move of instance groups.
 *
 * @packageDocumentation
 */
export {};
