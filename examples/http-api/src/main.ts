/** Starts the service, and ends it gracefully: requests under way are answered first. */
import { openApiDatabase, syncApiDatabase } from '@cellbridge/db-api';
import { Deployment } from '@cellbridge/objects';
import { createServer } from './server.js';

const api = process.env['CELLBRIDGE_API_DB'] ?? 'sqlite:///groups.sqlite';
const port = Number(process.env['PORT'] ?? 8080);

// On a deployment of Nova's the operator does this once: cellbridge api-db sync.
const database = await openApiDatabase(api, { create: true });
await syncApiDatabase(database);
await database.close();

const deployment = await Deployment.open({ api });
const server = await createServer(deployment);
const address = await server.listen({ host: '127.0.0.1', port });
console.log(`Listening on ${address}; its description is at ${address}/openapi.json`);

// One Ctrl-C may arrive several times: the terminal sends it, and npm and tsx pass it on.
let stopped: Promise<void> | undefined;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stopped ??= stop();
  });
}

async function stop(): Promise<void> {
  await server.close();
  await deployment.close();
  console.log('Stopped: every request was answered.');
}
