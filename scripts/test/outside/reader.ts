import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { run } from '../../run.js';
import type { Block } from './page.js';

/**
 * Somebody who does what a page says, in a folder of their own. Commands are typed into one shell; a
 * program goes into the file that its first line names; a text is what the commands before it print,
 * with `…` for what nobody can foretell.
 */
export class Reader {
  readonly #folder: string;
  readonly #change: (commands: string) => string;
  #printed = '';

  /** @param change what is different for this reader in the commands of the page. */
  constructor(folder: string, change: (commands: string) => string) {
    this.#folder = folder;
    this.#change = change;
  }

  async follow({ language, text }: Block): Promise<void> {
    if (language === 'sh') this.#printed = await this.type(text);
    else if (language === 'text') this.#compare(text);
    else await this.save(/^\/\/ (\S+\.(?:ts|js|json))\n/.exec(text)?.[1] ?? '', text);
  }

  /** @returns what the commands write to standard output. */
  type(commands: string): Promise<string> {
    const kept = `${this.#folder}.environment`;
    const script = `[ ! -e '${kept}' ] || . '${kept}'
${this.#change(commands)}
{ export -p; printf 'cd %q\\n' "$PWD"; } > '${kept}'`;
    return run(this.#folder, 'bash', '-e', '-u', '-o', 'pipefail', '-c', script);
  }

  async save(file: string, text: string): Promise<void> {
    if (file === '') throw new Error(`A program begins with the name of its file:\n${text}`);
    await writeFile(join(this.#folder, file), text);
  }

  #compare(expected: string): void {
    const parts = expected.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    expect(this.#printed.replace(/ +$/gm, '')).toMatch(new RegExp(`^${parts.join('[^]*?')}$`));
  }
}
