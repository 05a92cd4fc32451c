import { expect, test } from 'vitest';
import { addRelease, type Change, describeRelease, notesOf } from '../release/changelog.js';

const PACKAGES = ['cellbridge', '@cellbridge/objects'];

function change(type: string, summary: string, names: readonly string[] = PACKAGES): Change {
  return { id: 'some-change', summary, releases: names.map((name) => ({ name, type })) };
}

const describe = (...changes: Change[]) => describeRelease('1.2.0', '2026-11-25', changes, 2);

test('a release tells each change once, and what to do first', () => {
  const section = describe(
    change('patch', 'A page begins where the last one ended.', ['@cellbridge/objects']),
    change('minor', 'Groups have notes.\n\nThey move as well.\n\n## Upgrade steps\n\nRun sync.'),
    change('major', 'No more `old`.\n\n### Upgrade steps\n- Say `new`.\n- Install it.'),
  );
  expect(section).toBe(`## 1.2.0

2026-11-25

### Upgrade steps

- Run sync.
- Say \`new\`.
- Install it.

### Breaking changes

- No more \`old\`.

### New

- Groups have notes.

  They move as well.

### Fixed

- **objects**: A page begins where the last one ended.
`);
});

test('a release says whether it asks for something', () => {
  const nothing = '### Upgrade steps\n\nNone, beyond installing it.\n\n### New\n';
  expect(describe(change('minor', 'Groups have notes.'))).toContain(nothing);
  expect(() => describe(change('major', 'No more `old`.'))).toThrow('some-change.md breaks');
});

test('the newest release stands first, and each can be had by itself', () => {
  const first = '## 0.1.0\n\n2026-11-25\n\nThe first.\n';
  const second = '## 0.2.0\n\n2026-11-26\n\nThe second.\n';
  const changelog = addRelease(addRelease('# Changelog\n\nAll packages.\n', first), second);
  expect(changelog).toBe(`# Changelog\n\nAll packages.\n\n${second}\n${first}`);
  expect(notesOf(changelog, '0.2.0')).toBe('2026-11-26\n\nThe second.\n');
  expect(notesOf(changelog, '0.1.0')).toBe('2026-11-25\n\nThe first.\n');
  expect(() => notesOf(changelog, '0.3.0')).toThrow('says nothing of 0.3.0');
});
