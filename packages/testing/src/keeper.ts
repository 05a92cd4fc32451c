/**
 * A process that keeps a server. It starts the server and prints `ready`. When its standard input ends for
 * any reason, it stops the server and removes the folder. So no server outlives the process that asked for
 * it, even if that one is killed.
 */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import type { KeeperOrder } from './keep.js';

const order = JSON.parse(process.argv[2] ?? '') as KeeperOrder;
const server = spawn(order.command, order.arguments, {
  ...order.user,
  env: { ...process.env, ...order.environment },
  cwd: order.folder,
  stdio: ['ignore', 'ignore', 'pipe'],
});

let isReady = false;
let log = '';
server.stderr.setEncoding('utf8').on('data', (text: string) => {
  if (isReady) return;
  log += text;
  isReady = log.includes(order.readySign);
  if (isReady) process.stdout.write('ready\n');
});
server.on('close', (code) => {
  if (!isReady) process.stderr.write(log);
  rm(order.folder, { recursive: true, force: true }).then(() => process.exit(code ?? 1));
});
process.stdin.resume().on('close', () => server.kill(order.stopSignal));
