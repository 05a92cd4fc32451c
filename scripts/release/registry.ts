import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import getPort from 'get-port';

/** A registry of packages on this machine, in front of npm's. */
export interface Registry {
  readonly url: string;
  /** What an `.npmrc` needs to install from it and to publish to it. */
  readonly npmrc: string;
  stop(): Promise<void>;
}

/** Starts verdaccio on a free port; what is published stays in `folder`. */
export async function startRegistry(folder: string): Promise<Registry> {
  const port = await getPort({ host: '127.0.0.1' });
  const config = join(folder, 'verdaccio.yaml');
  await writeFile(
    config,
    `storage: ${join(folder, 'storage')}
uplinks:
  npmjs:
    url: ${process.env['npm_config_registry'] ?? 'https://registry.npmjs.org/'}
packages:
  '@cellbridge/*': { access: $all, publish: $all, unpublish: $all }
  cellbridge: { access: $all, publish: $all, unpublish: $all }
  '**': { access: $all, proxy: npmjs }
max_body_size: 100mb
log: { type: stdout, level: warn }
`,
  );
  const verdaccio = spawn(
    process.execPath,
    [
      createRequire(import.meta.url).resolve('verdaccio/bin/verdaccio'),
      `--config=${config}`,
      `--listen=127.0.0.1:${port}`,
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const url = `http://127.0.0.1:${port}/`;
  await untilItAnswers(url, verdaccio);
  return {
    url,
    npmrc: `registry=${url}\n//127.0.0.1:${port}/:_authToken=nobody\n`,
    stop: async () => {
      if (verdaccio.exitCode !== null) return;
      verdaccio.kill('SIGTERM');
      await once(verdaccio, 'exit');
    },
  };
}

async function untilItAnswers(url: string, verdaccio: ChildProcess): Promise<void> {
  while (verdaccio.exitCode === null) {
    const answer = await fetch(`${url}-/ping`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`verdaccio ended with ${verdaccio.exitCode} before it answered.`);
}
