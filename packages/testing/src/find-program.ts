import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

/** Finds a program on the path of this process or in one of some other folders. */
export async function findProgram(
  name: string,
  folders: readonly string[] = [],
): Promise<string | undefined> {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), ...folders]) {
    const file = join(folder, name);
    const isThere = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return file;
  }
  return undefined;
}

/**
 * Finds a program that tests run.
 *
 * @param debianPackage what installs it on Debian.
 * @throws Error that says so, if it is not installed.
 */
export async function requireProgram(
  name: string,
  debianPackage: string,
  folders: readonly string[] = [],
): Promise<string> {
  const file = await findProgram(name, folders);
  if (file) return file;
  throw new Error(
    `These tests need ${name}, which is not installed; on Debian "apt-get install ${debianPackage}" installs it.`,
  );
}
