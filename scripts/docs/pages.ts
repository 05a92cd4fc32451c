/**
 * A plug-in of TypeDoc: Markdown files are pages of the site, beside the API reference. A page keeps its path
 * in the repository as its address, takes its first heading as its name, and is listed in a section.
 */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import { Application, Converter, KindRouter, PageEvent, type Reflection, Renderer } from 'typedoc';

/** The guides that are listed first, in this order. Others in `docs` follow by name. */
const FIRST_GUIDES = [
  ...['getting-started.md', 'operators.md', 'automation.md', 'architecture.md'],
  'correctness.md',
];
const listPages = (folder: string) =>
  readdirSync(folder).flatMap((name) => (name.endsWith('.md') ? [`${folder}/${name}`] : []));
/** The pages of each section, by their paths in the repository. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  Guides: [
    ...new Set([...FIRST_GUIDES.map((name) => `docs/${name}`), ...listPages('docs')]),
    'apps/cli/README.md',
  ],
  Examples: readdirSync('examples').map((name) => `examples/${name}/README.md`),
  Project: ['CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md', 'CHANGELOG.md'],
  Decisions: listPages('docs/decisions'),
};
const FORGE = 'https://github.com/cellbridge/cellbridge/blob/main';
/** Where the README of a published package finds pictures: npm has none of the repository's files. */
const PICTURES = 'https://raw.githubusercontent.com/cellbridge/cellbridge/main/docs/pictures';

const pathOf = new WeakMap<Reflection, string>();

/** Gives a page the address that it has in the repository, so that links to it last. */
class Router extends KindRouter {
  protected override getIdealBaseName(reflection: Reflection): string {
    return pathOf.get(reflection) ?? super.getIdealBaseName(reflection);
  }
}

/** Called by TypeDoc, for which `typedoc.json` names this file. */
export function load(application: Application): void {
  const { converter, logger, options, renderer } = application;
  renderer.defineRouter('cellbridge', Router);
  application.on(Application.EVENT_BOOTSTRAP_END, () => {
    options.setValue('projectDocuments', Object.values(SECTIONS).flat());
  });
  converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, page) => {
    const path = page.name;
    const text = page.content.map((part) => part.text).join('');
    pathOf.set(page, path);
    page.name = /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? path;
    const [section] =
      Object.entries(SECTIONS).find(([, paths]) => paths.includes(`${path}.md`)) ?? [];
    page.frontmatter.category = section ?? '';
    // A link to a file that is neither a page, nor a picture, nor a schema leads to the forge.
    page.content = page.content.map((part) =>
      part.kind !== 'relative-link' || /^#|\.(md|png|svg|gif|schema\.json)(#|$)/.test(part.text)
        ? part
        : { kind: 'text', text: `${FORGE}/${join(dirname(path), part.text)}` },
    );
  });
  application.on(Application.EVENT_VALIDATE_PROJECT, ({ files }) => {
    for (const path of files.getMediaPaths()) {
      if (path.endsWith('.md')) logger.error(`${path} is linked to, and is no page.`);
    }
  });
  // The site has the picture itself, because another page shows it too.
  renderer.on(PageEvent.END, (page) => {
    const media = `${'../'.repeat(page.url.split('/').length - 1)}media`;
    page.contents = page.contents?.replaceAll(PICTURES, media);
  });
  // A package's page has its title already, above its README.
  renderer.on(Renderer.EVENT_BEGIN, ({ project }) => {
    for (const { readme } of project.children ?? []) {
      if (readme?.[0]) readme[0].text = readme[0].text.replace(/^# .+\n/, '');
    }
  });
  // TypeDoc checks the anchors of links to other pages only.
  renderer.on(PageEvent.END, ({ url, contents = '' }) => {
    for (const [, anchor = ''] of contents.matchAll(/ href="#([^"]+)"/g)) {
      if (contents.includes(` id="${decodeURIComponent(anchor)}"`)) continue;
      logger.error(`${url} links to #${anchor}, which is not there.`);
    }
  });
}
