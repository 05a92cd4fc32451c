/**
 * A process that keeps a PostgreSQL server: it starts the server, says `ready`, and when its
 * standard input ends, however that comes about, stops the server and removes its folder. So no
 * server outlives the process that asked for it, killed or not.
 */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import type { ServerUser } from './server-user.js';

/** What the keeper is told, as one JSON argument. */
export interface KeeperOrder {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly user: ServerUser;
  /** Removed in the end. */
  readonly folder: string;
}

const order = JSON.parse(process.argv[2] ?? '') as KeeperOrder;
const server = spawn(order.command, order.arguments, {
  ...order.user,
  cwd: order.folder,
  stdio: ['ignore', 'ignore', 'pipe'],
});

let isReady = false;
let log = '';
server.stderr.setEncoding('utf8').on('data', (text: string) => {
  if (isReady) return;
  log += text;
  isReady = log.includes('ready to accept connections');
  if (isReady) process.stdout.write('ready\n');
});
server.on('close', (code) => {
  if (!isReady) process.stderr.write(log);
  rm(order.folder, { recursive: true, force: true }).then(() => process.exit(code ?? 1));
});
process.stdin.resume().on('close', () => server.kill('SIGINT'));
