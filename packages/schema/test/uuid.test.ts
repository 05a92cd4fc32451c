import { describe, expect, test } from 'vitest';
import { canonicalUuid, isUuidLike, uuidSpellings } from '../src/index.js';

const UUID = 'aaaaaaaa-0000-4000-8000-00000000abcd';

/** The answers of oslo_utils' `is_uuid_like`. */
describe('A uuid is', () => {
  test.each([
    UUID,
    UUID.toUpperCase(),
    'AAAAAAAA-0000-4000-8000-00000000abcd',
    UUID.replaceAll('-', ''),
    `{${UUID}}`,
    `urn:uuid:${UUID}`,
    `urn:uuid:{${UUID.toUpperCase()}}`,
    `{{${UUID}`,
    'aaaaaaaa00004000-8000-00000000ab-cd',
  ])('%s', (text) => {
    expect(isUuidLike(text)).toBe(true);
    expect(canonicalUuid(text)).toBe(UUID);
  });

  test.each([
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '11111111-1111-1111-1111-111111111111',
    'aaaaaaaa-0000-f000-0000-00000000abcd',
  ])('%s, of any version and variant', (text) => {
    expect(isUuidLike(text)).toBe(true);
    expect(canonicalUuid(text)).toBe(text);
  });

  test.each([
    '',
    'web',
    `${UUID}0`,
    UUID.slice(1),
    `g${UUID.slice(1)}`,
    `URN:UUID:${UUID}`,
    ` ${UUID}`,
    `0x${UUID.slice(2)}`,
    `(${UUID})`,
    UUID.replaceAll('-', '_'),
  ])('not %j', (text) => {
    expect(isUuidLike(text)).toBe(false);
    expect(canonicalUuid(text)).toBe(text);
    expect(new Set(Object.values(uuidSpellings(text)))).toEqual(new Set([text]));
  });
});

test('A uuid is looked up as given, with hyphens and without, in both cases', () => {
  expect(uuidSpellings(`{${UUID}}`)).toEqual({
    exact: `{${UUID}}`,
    canonical: UUID,
    capitals: 'AAAAAAAA-0000-4000-8000-00000000ABCD',
    digits: 'aaaaaaaa00004000800000000000abcd',
    capitalDigits: 'AAAAAAAA00004000800000000000ABCD',
  });
});
