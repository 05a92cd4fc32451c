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
    else if (language === 'text') expect(trimmed(this.#printed)).toMatch(patternOf(text));
    else await this.save(fileOf(language, text), text);
  }

  /** @returns what the commands write to standard output. */
  async type(commands: string): Promise<string> {
    const folder = this.#folder;
    const kept = `${folder}.environment`;
    const script = `[ ! -e '${kept}' ] || . '${kept}'
${this.#change(commands)}
{ export -p; printf 'cd %q\\n' "$PWD"; } > '${kept}'`;
    return await run({ folder }, 'bash', '-e', '-u', '-o', 'pipefail', '-c', script);
  }

  async save(file: string, text: string): Promise<void> {
    await writeFile(join(this.#folder, file), text);
  }
}

function fileOf(language: string, text: string): string {
  const [, file, extension = ''] = /^\/\/ (\S+\.(\w+))\n/.exec(text) ?? [];
  if (file !== undefined && language.startsWith(extension)) return file;
  throw new Error(`It names no file that it could be, so that nobody runs it:\n${text}`);
}

function trimmed(text: string): string {
  return text.replace(/ +$/gm, '');
}

function patternOf(text: string): RegExp {
  const parts = text.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^]*?')}$`);
}
