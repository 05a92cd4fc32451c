import { builtinModules } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { mayImport, testsMayImport } from './floors.js';
import { importsOf } from './imports.js';
import { readWorkspaces, type Workspace } from './workspace.js';

/**
 * Finds what breaks the rules of the house: an import or a dependency that goes up the floors or to a
 * sibling, one that reaches into a package past its face, and one of a package that is not declared.
 *
 * @returns One line for each, with the file it stands in.
 */
export function findViolations(root: string): string[] {
  const { top, packages } = readWorkspaces(root);
  const byName = new Map(packages.map((workspace) => [workspace.name, workspace]));

  const explain = (importer: Workspace, file: string, specifier: string): string | undefined => {
    const isSource = file.startsWith('src/');
    if (specifier.startsWith('.')) {
      const target = relative(importer.folder, join(importer.folder, dirname(file), specifier));
      return target.startsWith('..') ? 'reaches into another package by a path' : undefined;
    }
    const [, name = '', path = ''] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier) ?? [];
    if (specifier.startsWith('node:') || builtinModules.includes(name)) return;
    const imported = byName.get(name);
    if (imported) {
      const isAllowed = isSource ? mayImport : testsMayImport;
      if (!isAllowed(importer.name, name)) return 'is not below it';
      if (!imported.entries.has(`.${path}`)) return `reaches past the face of ${name}`;
      if (imported === importer) return;
    }
    if (importer.dependencies.has(name)) return;
    if (isSource) return `is not among the dependencies of ${importer.name}`;
    if (importer.devDependencies.has(name) || top.devDependencies.has(name)) return;
    return `is declared neither by ${importer.name} nor at the root`;
  };

  return packages.flatMap((workspace) => {
    const declared = [...workspace.dependencies]
      .filter((name) => byName.has(name) && !mayImport(workspace.name, name))
      .map((name) => `package.json: ${name} is not below it`);
    const imported = workspace.files.flatMap((file) =>
      importsOf(join(workspace.folder, file)).flatMap((specifier) => {
        const reason = explain(workspace, file, specifier);
        return reason ? [`${file}: ${specifier} ${reason}`] : [];
      }),
    );
    const folder = relative(root, workspace.folder);
    return [...declared, ...imported].map((violation) => `${folder}/${violation}`);
  });
}
