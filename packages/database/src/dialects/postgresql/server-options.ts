import { InvalidUrlError } from '../../errors/invalid-url-error.js';

/** A name and a value, as in the argument of `-c`. */
const SETTING = /^(?:-c|--)(?<name>[^=]+)=(?<value>.*)$/s;

/**
 * Reads the settings from a URL's `options`: `-c name=value` or `--name=value`, separated by spaces. A
 * backslash escapes the next character. They are set after connecting, because a pooler refuses them before.
 *
 * @throws InvalidUrlError for any other content.
 */
export function parseServerOptions(options: string, database: string): Map<string, string> {
  const settings = new Map<string, string>();
  const words = options.match(/(?:\\.|[^\s\\])+/gs) ?? [];
  const texts = words.map((word) => word.replace(/\\(.)/gs, '$1'));
  for (let index = 0; index < texts.length; index += 1) {
    const isSplit = texts[index] === '-c';
    if (isSplit) index += 1;
    const text = `${isSplit ? '-c' : ''}${texts[index] ?? ''}`;
    const { name, value } = SETTING.exec(text)?.groups ?? {};
    if (name === undefined || value === undefined) {
      throw new InvalidUrlError(
        `${database}: options can hold settings only, as -c name=value; "${text}" is none.`,
        { database },
      );
    }
    settings.set(name.replaceAll('-', '_').toLowerCase(), value);
  }
  return settings;
}
