import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { InvalidUrlError } from '../../errors/invalid-url-error.js';
import type { Environment } from './environment.js';

/** A service: the file that defines it, and its parameters in order. */
interface Service {
  readonly file: string;
  readonly entries: readonly (readonly [name: string, value: string])[];
}

/**
 * Looks a service up like libpq: in the file of PGSERVICEFILE, else in `~/.pg_service.conf`, and then in
 * `pg_service.conf` in the folder PGSYSCONFDIR.
 *
 * @throws InvalidUrlError if no file has it.
 */
export function readService(name: string, environment: Environment, database: string): Service {
  const { PGSERVICEFILE, PGSYSCONFDIR } = environment;
  const files = [PGSERVICEFILE ?? join(homedir(), '.pg_service.conf')];
  if (PGSYSCONFDIR) files.push(join(PGSYSCONFDIR, 'pg_service.conf'));
  for (const file of files.filter((candidate) => existsSync(candidate))) {
    const entries = sectionOf(readFileSync(file, 'utf8'), name);
    if (entries) return { file, entries };
  }
  throw new InvalidUrlError(
    `${database}: No service "${name}" is defined in ${files.join(' or ')}; correct the name, or PGSERVICEFILE.`,
    { database },
  );
}

/** Returns the lines `name=value` below `[section]`; undefined if there is no such section. */
function sectionOf(text: string, section: string): [string, string][] | undefined {
  let entries: [string, string][] | undefined;
  for (const line of text.split(/\r?\n/).map((given) => given.trim())) {
    if (line === '' || line.startsWith('#')) continue;
    if (line.startsWith('[')) {
      if (entries) return entries;
      if (line === `[${section}]`) entries = [];
      continue;
    }
    const [, name = line, value = ''] = /^([^=]*)=(.*)$/.exec(line) ?? [];
    entries?.push([name, value]);
  }
  return entries;
}
