/**
 * A process that keeps a server: it starts the server, says `ready`, and when its standard input ends,
 * however that comes about, stops the server and removes its folder. So no server outlives the process
 * that asked for it, killed or not.
 */
import { spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import type { KeeperOrder } from './keep.js';

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
  isReady = log.includes(order.readySign);
  if (isReady) process.stdout.write('ready\n');
});
server.on('close', (code) => {
  if (!isReady) process.stderr.write(log);
  rm(order.folder, { recursive: true, force: true }).then(() => process.exit(code ?? 1));
});
process.stdin.resume().on('close', () => server.kill(order.stopSignal));
