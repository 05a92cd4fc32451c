/** What CHANGELOG.md says of a release: one section for all packages, made of the changesets. */

/** A changeset: what has changed, of which packages, and how much that asks of a user. */
export interface Change {
  /** The name of its file in `.changeset`. */
  readonly id: string;
  readonly summary: string;
  readonly releases: readonly { readonly name: string; readonly type: string }[];
}

/**
 * Describes a release. What its changesets have under "Upgrade steps" comes first.
 *
 * @param packages how many there are: a change of only some of them names them.
 * @throws Error if a breaking change has no upgrade steps.
 */
export function describeRelease(
  version: string,
  date: string,
  changes: readonly Change[],
  packages: number,
): string {
  const steps: string[] = [];
  const texts: Record<string, string[]> = { major: [], minor: [], patch: [] };
  for (const { id, summary, releases } of changes) {
    const [what = '', then = ''] = summary.split(/^#+ Upgrade steps$/m).map((part) => part.trim());
    const kind = Object.keys(texts).find((name) => releases.some(({ type }) => type === name));
    if (kind === 'major' && then === '') {
      throw new Error(
        `.changeset/${id}.md breaks something; say under "## Upgrade steps" what a user does.`,
      );
    }
    if (then !== '') steps.push(then.startsWith('- ') ? then : item(then));
    const names = releases.map(({ name }) => name.replace('@cellbridge/', '')).join(', ');
    texts[kind ?? '']?.push(item(releases.length < packages ? `**${names}**: ${what}` : what));
  }
  const sections = [
    ['Upgrade steps', steps.length > 0 ? steps : ['None, beyond installing it.']],
    ['Breaking changes', texts.major],
    ['New', texts.minor],
    ['Fixed', texts.patch],
  ] as const;
  const parts = sections.map(([title, items = []]) =>
    items.length > 0 ? `\n### ${title}\n\n${items.join('\n')}\n` : '',
  );
  return `## ${version}\n\n${date}\n${parts.join('')}`;
}

/** An item of a list, with all its lines in it. */
function item(text: string): string {
  return `- ${text.replaceAll(/\n(?=.)/g, '\n  ')}`;
}

/** Puts the section of a release above those of the earlier ones. */
export function addRelease(changelog: string, section: string): string {
  const [before = '', ...earlier] = changelog.split(/^(?=## )/m);
  return [`${before.trimEnd()}\n`, section, ...earlier].join('\n');
}

/** @returns the notes of a release: its section without the heading. */
export function notesOf(changelog: string, version: string): string {
  const section = changelog.split(/^## /m).find((text) => text.startsWith(`${version}\n`));
  if (section === undefined) throw new Error(`CHANGELOG.md says nothing of ${version}.`);
  return `${section.slice(version.length).trim()}\n`;
}
