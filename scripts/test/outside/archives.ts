import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pnpm } from '../../run.js';

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** The published packages of this workspace as archives, in place of a registry. */
export class Archives {
  /** Where each package comes from, as an `overrides` of pnpm has it. */
  readonly urls: Record<string, string> = {};
  readonly #dependencies: Record<string, string[]> = {};

  /** Builds and packs every package that is published. */
  static async pack(root: string, folder: string): Promise<Archives> {
    await pnpm(root, 'build');
    const archives = new Archives();
    const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
    for (const path of [...packages, 'apps/cli']) {
      const manifest = readFileSync(join(root, path, 'package.json'), 'utf8');
      const { name, private: isPrivate, dependencies = {} } = JSON.parse(manifest) as Manifest;
      if (isPrivate) continue;
      const file = join(folder, `${name.replace('/', '-')}.tgz`);
      await pnpm(join(root, path), 'pack', '--out', file);
      archives.urls[name] = `file:${file}`;
      archives.#dependencies[name] = Object.keys(dependencies);
    }
    return archives;
  }

  /** Commands as they are, except that `npm install` takes our packages from their archives. */
  install(commands: string): string {
    return commands.replace(/^npm install .*$/gm, (line) => {
      const words = line.split(' ').flatMap((word) => {
        const ours = this.#withDependencies(word);
        return ours.length > 0 ? ours : [word];
      });
      return [...new Set(words)].join(' ');
    });
  }

  /** The archives of a package and of those of ours that it depends on: a registry would have them. */
  #withDependencies(name: string): string[] {
    const url = this.urls[name];
    if (url === undefined) return [];
    const below = this.#dependencies[name] ?? [];
    return [url, ...below.flatMap((dependency) => this.#withDependencies(dependency))];
  }
}
