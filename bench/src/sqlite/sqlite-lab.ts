import { constants } from 'node:fs';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Makes throw-away SQLite files, from templates that are filled once. */
export class SqliteLab {
  readonly #templates = new Map<string, Promise<string>>();
  #folder: Promise<string> | undefined;
  #count = 0;

  /**
   * Makes a database, and gives its file.
   *
   * @param template Names what is in it; `fill` is called once for each name.
   */
  async create(template: string, fill: (file: string) => Promise<void>): Promise<string> {
    const filled = this.#templates.get(template) ?? this.#makeTemplate(fill);
    this.#templates.set(template, filled);
    const source = await filled;
    const file = await this.#name();
    await copyFile(source, file, constants.COPYFILE_FICLONE);
    return file;
  }

  async drop(file: string): Promise<void> {
    for (const end of ['', '-wal', '-shm']) await rm(file + end, { force: true });
  }

  async close(): Promise<void> {
    if (this.#folder) await rm(await this.#folder, { recursive: true, force: true });
  }

  async #makeTemplate(fill: (file: string) => Promise<void>): Promise<string> {
    const file = await this.#name();
    await fill(file);
    return file;
  }

  async #name(): Promise<string> {
    this.#folder ??= mkdtemp(join(tmpdir(), 'cellbridge-bench-'));
    const folder = await this.#folder;
    this.#count += 1;
    return join(folder, `${this.#count}.sqlite`);
  }
}

/** The URL of a file. */
export function sqliteUrl(file: string): string {
  return `sqlite:///${file}`;
}
