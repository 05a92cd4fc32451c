import { execFile } from 'node:child_process';
import { chown, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ServerUser } from '../../server-user.js';
import { openRawPostgresql } from './open-raw.js';

/** Copies the data of a server on this machine while it runs, as `pg_basebackup` does, which the tests do not have. */
export async function copyPrimary(url: string, folder: string, user: ServerUser): Promise<void> {
  const primary = openRawPostgresql(url);
  try {
    const [row] = await primary.query(
      `SELECT current_setting('data_directory') AS folder, pg_backup_start('standby', true)`,
    );
    await promisify(execFile)('cp', ['-a', `${row?.folder}/.`, folder]);
    const [label] = await primary.query('SELECT labelfile FROM pg_backup_stop(false)');
    await writeFile(join(folder, 'backup_label'), String(label?.labelfile));
    if (user) await chown(join(folder, 'backup_label'), user.uid, user.gid);
    await rm(join(folder, 'postmaster.pid'));
  } finally {
    await primary.close();
  }
}
