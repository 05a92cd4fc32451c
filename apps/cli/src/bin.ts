#!/usr/bin/env node
import { userInfo } from 'node:os';
import { runCli } from './cli.js';

const interruption = new AbortController();
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    // Asked once, it ends at the next good point; asked again, at once.
    if (interruption.signal.aborted) process.exit(130);
    interruption.abort();
  });
}
// A reader that closes the pipe early (head, say) has seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 255);
});

process.exitCode = await runCli({
  arguments: process.argv.slice(2),
  environment: process.env,
  folder: process.cwd(),
  stdout: process.stdout,
  stderr: process.stderr,
  userName: userName(),
  signal: interruption.signal,
});

/** A container's user may have no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
