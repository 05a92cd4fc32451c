import { join } from 'node:path';
import { readWorkspaces } from '../../layers/workspace.js';
import { run } from '../../run.js';

/** A package as it would be published. */
interface Archive {
  readonly file: string;
  /** The names of the packages of this workspace that it depends on. */
  readonly dependencies: readonly string[];
}

/** The packages of this workspace as archives, in place of the registry that they will be in. */
export class Archives {
  readonly #archives: ReadonlyMap<string, Archive>;

  private constructor(archives: ReadonlyMap<string, Archive>) {
    this.#archives = archives;
  }

  /** Builds and packs every package that is published. */
  static async pack(root: string, folder: string): Promise<Archives> {
    const pnpm = ['--yes', 'pnpm@12.21.0'];
    await run({ folder: root }, 'npx', ...pnpm, 'build');
    const published = readWorkspaces(root).packages.filter(({ isPrivate }) => !isPrivate);
    const names = new Set(published.map(({ name }) => name));
    const archives = new Map<string, Archive>();
    for (const workspace of published) {
      const file = join(folder, `${workspace.name.replace('/', '-')}.tgz`);
      await run({ folder: workspace.folder }, 'npx', ...pnpm, 'pack', '--out', file);
      const dependencies = [...workspace.dependencies].filter((name) => names.has(name));
      archives.set(workspace.name, { file, dependencies });
    }
    return new Archives(archives);
  }

  /** Where each package comes from, as an `overrides` of pnpm has it. */
  get urls(): Record<string, string> {
    const entries = [...this.#archives].map(([name, { file }]) => [name, `file:${file}`]);
    return Object.fromEntries(entries);
  }

  /** Commands as they are, except that `npm install` takes our packages from their archives. */
  install(commands: string): string {
    return commands.replace(/^npm install .*$/gm, (line) => {
      const words = line.split(' ').flatMap((word) => this.#filesOf(word) ?? [word]);
      return [...new Set(words)].join(' ');
    });
  }

  /** The archive of a package, and those of all that it depends on: a registry would have them. */
  #filesOf(name: string): string[] | undefined {
    const archive = this.#archives.get(name);
    if (!archive) return undefined;
    const below = archive.dependencies.flatMap((dependency) => this.#filesOf(dependency) ?? []);
    return [archive.file, ...below];
  }
}
