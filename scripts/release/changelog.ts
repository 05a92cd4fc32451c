/** What CHANGELOG.md says of a release: one section for all packages, made of the changesets. */

/** A changeset: what has changed, of which packages, and how much that asks of a user. */
export interface Change {
  /** The name of its file in `.changeset`. */
  readonly id: string;
  readonly summary: string;
  readonly releases: readonly { readonly name: string; readonly type: string }[];
}

const KINDS = [
  ['major', 'Breaking changes'],
  ['minor', 'New'],
  ['patch', 'Fixed'],
] as const;

/**
 * Describes a release. What its changesets have under "Upgrade steps" stands first.
 *
 * @param packages how many there are: a change of some of them says of which.
 * @throws Error if a change breaks something, and does not say what to do about it.
 */
export function describeRelease(
  version: string,
  date: string,
  changes: readonly Change[],
  packages: number,
): string {
  const entries = changes.map((change) => entryOf(change, packages));
  const steps = entries.map((entry) => entry.steps).filter((text) => text !== '');
  const sections = [
    ['Upgrade steps', steps.length > 0 ? steps : ['None, beyond installing it.']] as const,
    ...KINDS.map(([kind, title]) => {
      return [
        title,
        entries.filter((entry) => entry.kind === kind).map(({ text }) => text),
      ] as const;
    }),
  ];
  const parts = sections
    .filter(([, items]) => items.length > 0)
    .flatMap(([title, items]) => [`### ${title}`, items.join('\n')]);
  return `${[`## ${version}`, date, ...parts].join('\n\n')}\n`;
}

/** Puts the section of a release above those of the earlier ones. */
export function addRelease(changelog: string, section: string): string {
  const [before = '', ...earlier] = changelog.split(/^(?=## )/m);
  return [`${before.trimEnd()}\n`, section, ...earlier].join('\n');
}

/**
 * The notes of a release: its section without the heading.
 *
 * @throws Error if there is none.
 */
export function notesOf(changelog: string, version: string): string {
  const section = changelog.split(/^## /m).find((text) => text.startsWith(`${version}\n`));
  if (section === undefined) throw new Error(`CHANGELOG.md says nothing of ${version}.`);
  return `${section.slice(version.length).trim()}\n`;
}

function entryOf({ id, summary, releases }: Change, packages: number) {
  const [what = '', then = ''] = summary.split(/^#+ Upgrade steps$/m).map((part) => part.trim());
  const [kind] = KINDS.find(([name]) => releases.some(({ type }) => type === name)) ?? [];
  if (kind === 'major' && then === '') {
    throw new Error(
      `.changeset/${id}.md breaks something; say under "## Upgrade steps" what a user does.`,
    );
  }
  const names = releases.map(({ name }) => name.replace(/^@\w+\//, '')).join(', ');
  const text = item(releases.length < packages ? `**${names}**: ${what}` : what);
  return { kind, text, steps: then === '' || then.startsWith('- ') ? then : item(then) };
}

/** An item of a list, with all its lines in it. */
function item(text: string): string {
  return `- ${text.replaceAll(/\n(?=.)/g, '\n  ')}`;
}
