import type { Check } from '@cellbridge/migrator';
import type { RawDatabase } from '@cellbridge/testing';
import { expect } from 'vitest';
import { cellbridge } from '../run.js';

/** What the doctor says. */
interface Diagnosis {
  readonly code: number;
  readonly healthy: boolean;
  readonly checks: readonly Check[];
  /** Those that are not ok: what is checked, and its status. */
  readonly found: readonly string[];
}

/** Runs the doctor. */
export async function doctor(apiUrl: string, ...args: string[]): Promise<Diagnosis> {
  const { code, stderr, json } = await cellbridge({ apiUrl }, 'doctor', ...args, '--json');
  expect(stderr).toBe('');
  const { healthy, checks } = json<Pick<Diagnosis, 'healthy' | 'checks'>>();
  const bad = checks.filter(({ status }) => status !== 'ok');
  return { code, healthy, checks, found: bad.map(({ check, status }) => `${check} ${status}`) };
}

/** The check that is not ok, of which there is one. */
export function onlyFinding({ checks }: Diagnosis): Check {
  const [first, ...others] = checks.filter(({ status }) => status !== 'ok');
  expect(others).toEqual([]);
  if (!first) throw new Error('Nothing was found.');
  return first;
}

/** Runs what a check names: commands, or the statements of an owner. */
export async function follow({ remedy }: Check, apiUrl: string, owner: RawDatabase): Promise<void> {
  expect(remedy).not.toBeNull();
  for (const line of remedy?.split('\n') ?? []) {
    const [program, ...words] = line.split(' ');
    if (program !== 'cellbridge') {
      await owner.query(line.replace(/;$/, ''));
      continue;
    }
    // That it takes the place of a lost run is a warning.
    const given = [...words, '--log-level', 'error'];
    const { code, stdout, stderr } = await cellbridge({ apiUrl }, ...given);
    expect({ line, code, stdout, stderr }).toMatchObject({ code: 0, stderr: '' });
  }
}
