import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { runServer } from 'verdaccio';

const OURS = { access: '$all', publish: '$all' };

/**
 * Starts a registry on a free port of this machine, in front of npm's; what is published stays in `folder`.
 *
 * @returns the server, and what an `.npmrc` needs to install from it and to publish to it.
 */
export async function startRegistry(folder: string): Promise<{ server: Server; npmrc: string }> {
  const server: Server = await runServer({
    configPath: join(folder, 'verdaccio.yaml'),
    storage: join(folder, 'storage'),
    uplinks: { npmjs: { url: process.env.npm_config_registry ?? 'https://registry.npmjs.org/' } },
    packages: {
      '@cellbridge/*': OURS,
      cellbridge: OURS,
      '**': { access: '$all', proxy: 'npmjs' },
    },
    max_body_size: '100mb',
    log: { type: 'stdout', level: 'warn' },
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  const npmrc = `registry=http://127.0.0.1:${port}/\n//127.0.0.1:${port}/:_authToken=nobody\n`;
  return { server, npmrc };
}
