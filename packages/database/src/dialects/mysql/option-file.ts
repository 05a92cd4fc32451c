/**
 * Reads the options of one group in an option file, such as `my.cnf`. Included files are not read.
 *
 * @returns their values without quotes, by their names with `_` for `-`. An option without a value is left out.
 */
export function parseOptionFile(text: string, group: string): Map<string, string> {
  const options = new Map<string, string>();
  let current: string | undefined;
  for (const line of text.split(/\r?\n/).map((line) => line.trim())) {
    current = /^\[(.*)\]/.exec(line)?.[1]?.trim() ?? current;
    const { name, value } = /^(?<name>[\w-]+)\s*=\s*(?<value>.*)$/.exec(line)?.groups ?? {};
    if (current !== group || name === undefined || value === undefined) continue;
    options.set(name.toLowerCase().replaceAll('-', '_'), value.replace(/^(['"])(.*)\1$/, '$2'));
  }
  return options;
}
