import { OPTIONS_OF_EVERY_PLACE, type Place, type Suggestion, type ValueKind } from './places.js';

/** Something that a completion script looks up, and what it finds. */
export type Entry = readonly [key: string, found: readonly string[]];

/**
 * What a completion script knows of the commands.
 *
 * | key | finds |
 * |---|---|
 * | `next PLACE WORD` | the place after that word, if it is the name of a command, or `help` |
 * | `commands PLACE`, `options PLACE` | `WORD:DESCRIPTION` of each |
 * | `aliases PLACE` | the same of other names, which are suggested if no name fits |
 * | `value PLACE FLAG` | what the value of an option is: `:file`, `:folder`, `:at-file`, `:text`, or its words |
 * | `value PLACE N` | the same of the Nth argument |
 *
 * A place is named by the words that lead there. At `any` are the options that may stand at every place.
 */
export function entriesOf(places: readonly Place[]): Entry[] {
  const everywhere = { path: 'any', options: OPTIONS_OF_EVERY_PLACE };
  return [
    ...places.flatMap(({ path, commands, aliases }): Entry[] => [
      [`commands ${path}`, commands.map(shown)],
      [`aliases ${path}`, aliases.map(({ word, means }) => `${word}:the same as ${means}`)],
      ...commands.map(({ word }): Entry => {
        return [`next ${path} ${word}`, [word === 'help' ? path : `${path} ${word}`]];
      }),
      ...aliases.map(({ word, means }): Entry => [`next ${path} ${word}`, [`${path} ${means}`]]),
    ]),
    ...[...places, everywhere].flatMap(({ path, options }): Entry[] => [
      [`options ${path}`, options.map(shown)],
      ...options.flatMap(({ word, value }): Entry[] =>
        value === undefined ? [] : [[`value ${path} ${word}`, found(value)]],
      ),
    ]),
    ...places.flatMap((place) =>
      place.arguments.map(
        (value, index): Entry => [`value ${place.path} ${index + 1}`, found(value)],
      ),
    ),
  ].filter(([, texts]) => texts.length > 0);
}

function shown({ word, description }: Suggestion): string {
  return `${word}:${description}`;
}

function found(value: ValueKind): readonly string[] {
  return typeof value === 'string' ? [`:${value}`] : value;
}
