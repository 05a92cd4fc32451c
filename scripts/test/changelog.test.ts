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

test('a release that asks for nothing says so', () => {
  expect(describe(change('minor', 'Groups have notes.'))).toContain(
    '### Upgrade steps\n\nNone, beyond installing it.\n\n### New\n',
  );
});

test('what breaks something has to say what to do', () => {
  expect(() => describe(change('major', 'No more `old`.'))).toThrow(
    '.changeset/some-change.md breaks something',
  );
});

test('the newest release stands first, and each can be had by itself', () => {
  const first = addRelease(
    '# Changelog\n\nAll packages.\n',
    '## 0.1.0\n\n2026-11-25\n\nThe first.\n',
  );
  const second = addRelease(first, '## 0.2.0\n\n2026-11-26\n\nThe second.\n');
  expect(second).toBe(
    '# Changelog\n\nAll packages.\n\n## 0.2.0\n\n2026-11-26\n\nThe second.\n\n## 0.1.0\n\n2026-11-25\n\nThe first.\n',
  );
  expect(notesOf(second, '0.2.0')).toBe('2026-11-26\n\nThe second.\n');
  expect(notesOf(second, '0.1.0')).toBe('2026-11-25\n\nThe first.\n');
  expect(() => notesOf(second, '0.3.0')).toThrow('says nothing of 0.3.0');
});
