import { execFileSync } from 'node:child_process';

/** The user and group ids that a server runs as. Undefined: those of this process. */
export type ServerUser = { readonly uid: number; readonly gid: number } | undefined;

/** The user for a server. PostgreSQL refuses to run as root, so root starts it as `nobody`. */
export function serverUser(): ServerUser {
  if (process.getuid?.() !== 0) return undefined;
  const id = (flag: string) => Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}
