import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

/** A package of this workspace, as its `package.json` describes it. */
export interface Workspace {
  readonly name: string;
  readonly folder: string;
  /** Whether it stays here, and is not published. */
  readonly isPrivate: boolean;
  /** With its peers. */
  readonly dependencies: ReadonlySet<string>;
  readonly devDependencies: ReadonlySet<string>;
  /** What others may import of it: `.`, `./name`. */
  readonly entries: ReadonlySet<string>;
  /** Its TypeScript files, relative to its folder. */
  readonly files: readonly string[];
}

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** Reads the workspace whose root is `root`: the root itself, and each package in it. */
export function readWorkspaces(root: string): { top: Workspace; packages: Workspace[] } {
  const folders = ['packages', 'apps', 'examples']
    .map((parent) => join(root, parent))
    .filter(existsSync)
    .flatMap((parent) => readdirSync(parent).map((name) => join(parent, name)));
  const packages = [...folders, join(root, 'bench')]
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => readWorkspace(folder, listFiles(folder)));
  return { top: readWorkspace(root, []), packages };
}

function readWorkspace(folder: string, files: string[]): Workspace {
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  return {
    name: manifest.name,
    folder,
    isPrivate: manifest.private ?? false,
    dependencies: new Set(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies })),
    devDependencies: new Set(Object.keys(manifest.devDependencies ?? {})),
    entries: new Set(Object.keys(manifest.exports ?? {})),
    files: files.map((file) => relative(folder, file)),
  };
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory())
      return /^(node_modules|dist|\..*)$/.test(entry.name) ? [] : listFiles(path);
    return /\.[mc]?tsx?$/.test(entry.name) ? [path] : [];
  });
}
