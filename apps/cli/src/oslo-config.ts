import { UsageError } from './usage-error.js';

/** A value of a file, and the file. */
export interface OsloValue {
  readonly value: string;
  readonly file: string;
}

/** The text of a file. */
export interface OsloFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Files of oslo.config, such as `nova.conf`, read as oslo.config reads them: of an option that is set several times, the
 * last one counts.
 */
export class OsloConfig {
  readonly #values = new Map<string, OsloValue>();

  /**
   * @param files in their order.
   * @throws UsageError if one has a line that means nothing.
   */
  constructor(files: readonly OsloFile[]) {
    for (const file of files) this.#read(file);
  }

  /**
   * Returns the value of an option, in which `$name` and `$group.name` stand for other options of the files.
   *
   * @throws UsageError if it refers to an option that the files do not set.
   */
  get(group: string, name: string): OsloValue | undefined {
    return this.#get(group, name, []);
  }

  #get(group: string, name: string, asked: readonly string[]): OsloValue | undefined {
    const key = keyOf(group, name);
    const found = this.#values.get(key);
    if (!found?.value.includes('$')) return found;
    const { file } = found;
    if (asked.includes(key)) {
      throw new UsageError(`${file}: [${group}] ${name} refers to itself.`);
    }
    const fill = (word: string) => {
      const [, inGroup = group, ofGroup = word] = /^([^.]+)\.(.+)$/.exec(word) ?? [];
      const other =
        this.#get(inGroup, ofGroup, [...asked, key]) ?? this.#get('DEFAULT', word, [...asked, key]);
      if (other) return other.value;
      // What follows the dollar sign may be a part of a password.
      throw new UsageError(
        `${file}: [${group}] ${name} refers with $ to an option that these files do not set; write $$ for a dollar sign, or name the file that sets it.`,
      );
    };
    const value = found.value
      .replaceAll('\\$', '$$$$')
      .replace(REFERENCE, (text, braced?: string, bare?: string) => {
        if (text === '$$') return '$';
        const word = braced ?? bare;
        return word === undefined ? text : fill(word);
      });
    return { value, file };
  }

  #read({ path, text }: OsloFile): void {
    let group = 'DEFAULT';
    // The value that the next line may continue.
    let open: { value: string; readonly file: string } | undefined;
    for (const [index, line] of text.split('\n').entries()) {
      const content = line.trimEnd();
      const isContinued = /^[ \t]/.test(content);
      if (isContinued && open) {
        open.value += `\n${content.trimStart()}`;
        continue;
      }
      open = undefined;
      if (content === '' || /^[#;]/.test(content)) continue;
      const header = /^\[(.+)\]$/.exec(content)?.[1];
      const [, name, value] = /^([^[=:][^=:]*)[=:](.*)$/s.exec(content) ?? [];
      if (header !== undefined) group = header;
      else if (name !== undefined && value !== undefined && !isContinued) {
        open = { value: unquoted(value.trim()), file: path };
        this.#values.set(keyOf(group, name.trim()), open);
      } else {
        // It may hold a password.
        throw new UsageError(`${path}: line ${index + 1} is no option of oslo.config.`);
      }
    }
  }
}

/** A reference, or an escaped dollar sign: as Python's templates have them, with names of options. */
const REFERENCE = /\$\$|\$\{([_a-z][._a-z0-9]*)\}|\$([_a-z][._a-z0-9]*)/gi;

function keyOf(group: string, name: string): string {
  // The names of groups ignore case, except for that of the first one.
  const normal = group === 'DEFAULT' ? group : group.toLowerCase();
  return `${normal} ${name.replaceAll('-', '_')}`;
}

function unquoted(text: string): string {
  const [first = ''] = text;
  const isQuoted = first !== '' && `"'`.includes(first) && text.endsWith(first);
  return isQuoted ? text.slice(1, -1) : text;
}
