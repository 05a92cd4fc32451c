import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pnpm } from '../../run.js';

/** The published packages of this workspace as archives, in place of a registry. */
export interface Archives {
  /** Where each package comes from, as an `overrides` of pnpm has it. */
  readonly urls: Readonly<Record<string, string>>;
  /** Commands as they are, except that `npm install` takes our packages from their archives. */
  install(commands: string): string;
}

/** Builds and packs every package that is published. */
export async function packArchives(root: string, folder: string): Promise<Archives> {
  await pnpm(root, 'build');
  const filters = ['--filter=./packages/*', '--filter=./apps/*'];
  await pnpm(root, '--recursive', ...filters, 'pack', '--pack-destination', folder);
  const urls: Record<string, string> = {};
  const dependenciesOf: Record<string, string[]> = {};
  const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
  for (const path of [...packages, 'apps/cli']) {
    const manifest = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
    if (manifest.private) continue;
    const file = `${manifest.name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`;
    urls[manifest.name] = `file:${join(folder, file)}`;
    dependenciesOf[manifest.name] = Object.keys(manifest.dependencies ?? {});
  }
  // A registry would also have the packages of ours that a package depends on.
  const withDependencies = (name: string): string[] => {
    const below = (dependenciesOf[name] ?? []).filter((dependency) => dependency in urls);
    return [urls[name] ?? name, ...below.flatMap(withDependencies)];
  };
  const installLine = (line: string) =>
    [...new Set(line.split(' ').flatMap(withDependencies))].join(' ');
  return { urls, install: (commands) => commands.replace(/^npm install .*$/gm, installLine) };
}
