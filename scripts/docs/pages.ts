/**
 * A plug-in of TypeDoc: which Markdown files are pages of the site, beside the API reference.
 *
 * A page keeps its place in the repository as its address, takes its first heading as its name,
 * and is listed with the others of its section.
 */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';
import {
  Application,
  type CommentDisplayPart,
  Converter,
  KindRouter,
  PageEvent,
  type Reflection,
  Renderer,
} from 'typedoc';

/** The guides that are listed first, in this order. Others in `docs` follow by name. */
const FIRST_GUIDES = ['getting-started', 'operators', 'architecture', 'correctness'];

/** The pages of each section, by their paths in the repository. */
function findPages(): ReadonlyMap<string, string> {
  const guides = [...FIRST_GUIDES.map((name) => `${name}.md`), ...readdirSync('docs')];
  const examples = readdirSync('examples').map((name) => `examples/${name}/README.md`);
  const decisions = readdirSync('docs/decisions').map((name) => `docs/decisions/${name}`);
  const sections = {
    Guides: [...guides.map((name) => `docs/${name}`), 'apps/cli/README.md'],
    Examples: examples,
    Project: ['CONTRIBUTING.md', 'SECURITY.md', 'CODE_OF_CONDUCT.md', 'CHANGELOG.md'],
    Decisions: decisions,
  };
  return new Map(
    Object.entries(sections).flatMap(([section, paths]) =>
      paths
        .filter((path) => path.endsWith('.md') && existsSync(path))
        .map((path) => [path, section] as const),
    ),
  );
}

const FORGE = 'https://github.com/cellbridge/cellbridge/blob/main';

/** Lets a link to a file that is neither a page nor a picture lead to the forge. */
function linkToForge(path: string, part: CommentDisplayPart): CommentDisplayPart {
  if (part.kind !== 'relative-link' || /^#|\.(md|png|svg)(#|$)/.test(part.text)) return part;
  return { kind: 'text', text: `${FORGE}/${join(dirname(path), part.text)}` };
}

const pathOf = new WeakMap<Reflection, string>();

/** Gives a page the address that it has in the repository, so that links to it last. */
class Router extends KindRouter {
  protected override getIdealBaseName(reflection: Reflection): string {
    return pathOf.get(reflection) ?? super.getIdealBaseName(reflection);
  }
}

/** Called by TypeDoc, for which `typedoc.json` names this file. */
export function load(application: Application): void {
  const pages = findPages();
  application.renderer.defineRouter('cellbridge', Router);
  application.on(Application.EVENT_BOOTSTRAP_END, () => {
    application.options.setValue('projectDocuments', [...pages.keys()]);
  });
  application.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, page) => {
    const path = page.name;
    const text = page.content.map((part) => part.text).join('');
    pathOf.set(page, path);
    page.content = page.content.map((part) => linkToForge(path, part));
    page.name = /^# (.+)$/m.exec(text)?.[1]?.replaceAll('`', '') ?? path;
    page.frontmatter.category = pages.get(`${path}.md`) ?? '';
  });
  application.on(Application.EVENT_VALIDATE_PROJECT, ({ files }) => {
    for (const path of files.getMediaPaths()) {
      if (path.endsWith('.md')) application.logger.error(`${path} is linked to, and is no page.`);
    }
  });
  // A package's page has its title already, above its README.
  application.renderer.on(Renderer.EVENT_BEGIN, ({ project }) => {
    for (const { readme } of project.children ?? []) {
      if (readme?.[0]) readme[0].text = readme[0].text.replace(/^# .+\n/, '');
    }
  });
  // TypeDoc checks the anchors of links to other pages only.
  application.renderer.on(PageEvent.END, ({ url, contents = '' }) => {
    const ids = new Set([...contents.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    for (const [, anchor = ''] of contents.matchAll(/ href="#([^"]+)"/g)) {
      if (ids.has(decodeURIComponent(anchor))) continue;
      application.logger.error(`${url} links to #${anchor}, which is not there.`);
    }
  });
}
