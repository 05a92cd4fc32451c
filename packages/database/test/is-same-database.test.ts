import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useHarness } from '@cellbridge/testing';
import { describe, expect, test } from 'vitest';
import { isSameDatabase } from '../src/index.js';

const NOVA = 'postgresql://nova:secret@db.example.org/nova';

describe('isSameDatabase', () => {
  test.each([
    [NOVA, NOVA],
    [NOVA, 'postgresql+psycopg2://other:password@DB.example.org:5432/nova?sslmode=require'],
    [NOVA, 'postgres:///nova?host=db.example.org&user=nova'],
    [NOVA, 'postgresql:///nova?host=other.example.org&host=db.example.org:5432'],
    ['postgresql://a:b/c?d#e%f@host/nova', 'postgresql://a:b%2Fc%3Fd%23e%25f@host/nova'],
    ['sqlite:///cell.sqlite', `sqlite:///file:${process.cwd()}/cell.sqlite?uri=true`],
    ['sqlite:///cell.sqlite', 'sqlite:///./folder/../cell.sqlite'],
    ['sqlite:///cell.sqlite', `sqlite:///${process.cwd()}/cell.sqlite`],
    ['mysql://nova@host/nova', 'mysql://nova@host/nova'],
  ])('recognizes %j in %j', (left, right) => {
    expect(isSameDatabase(left, right)).toBe(true);
  });

  test.each([
    [NOVA, 'postgresql://nova:secret@db.example.org/nova_api'],
    [NOVA, 'postgresql://nova:secret@db.example.org:5433/nova'],
    [NOVA, 'postgresql://nova:secret@other.example.org/nova'],
    [NOVA, `${NOVA}?options=-csearch_path%3Dcell2`],
    ['sqlite:///cell.sqlite', 'sqlite:////cell.sqlite'],
    ['mysql://nova@host/nova', 'mysql://nova@host/nova_api'],
    ['mysql://nova@host/nova', NOVA],
  ])('tells %j from %j', (left, right) => {
    expect(isSameDatabase(left, right)).toBe(false);
  });
});

describe('isSameDatabase of a linked file', () => {
  const harness = useHarness('sqlite');

  test('is true', async () => {
    const folder = await harness.folder();
    writeFileSync(join(folder, 'nova.sqlite'), '');
    symlinkSync(join(folder, 'nova.sqlite'), join(folder, 'link.sqlite'));
    expect(
      isSameDatabase(`sqlite:///${folder}/link.sqlite`, `sqlite:///${folder}/nova.sqlite`),
    ).toBe(true);
  });
});
