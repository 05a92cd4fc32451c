/**
 * A process that keeps a server. It starts the server and prints `ready`. A line `crash` has it kill the server and
 * start it again. When its standard input ends for any reason, it stops the server and removes the folder. So no
 * server outlives the process that asked for it, even if that one is killed.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { rm } from 'node:fs/promises';
import type { KeeperOrder } from './keep.js';

const order = JSON.parse(process.argv[2] ?? '') as KeeperOrder;
let isCrashing = false;
let server = start();

function start(): ChildProcess {
  const child = spawn(order.command, order.arguments, {
    ...order.user,
    env: { ...process.env, ...order.environment },
    cwd: order.folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let isReady = false;
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (isReady) return;
    log += text;
    isReady = log.includes(order.readySign);
    if (isReady) process.stdout.write('ready\n');
  });
  child.on('close', (code) => {
    if (isCrashing) {
      isCrashing = false;
      server = start();
      return;
    }
    if (!isReady) process.stderr.write(log);
    rm(order.folder, { recursive: true, force: true }).then(() => process.exit(code ?? 1));
  });
  return child;
}

process.stdin.on('data', () => {
  isCrashing = true;
  server.kill('SIGKILL');
});
process.stdin.on('close', () => {
  isCrashing = false;
  server.kill(order.stopSignal);
});
