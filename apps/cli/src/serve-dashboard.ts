import { once } from 'node:events';
import { createServer } from 'node:http';
import { createDashboard } from '@cellbridge/dashboard';
import { messageOf, redact } from '@cellbridge/db-api';
import type { CellDbOptions } from './cell-overrides.js';
import type { Invocation } from './command.js';
import { type DashboardToken, findDashboardToken } from './dashboard-token.js';
import { withDeployment } from './deployment.js';
import type { DashboardDocument } from './documents/dashboard-document.js';
import { EXIT } from './exit-code.js';
import { isLoopback, listen, originOf } from './listen.js';
import type { Output } from './output.js';

interface DashboardOptions extends CellDbOptions {
  readonly port: number | undefined;
  readonly listen: string | undefined;
  readonly token: string | undefined;
}

/**
 * Serves the dashboard until Ctrl-C, which ends it at once, whatever it waits for.
 *
 * @returns the exit code.
 */
export async function serveDashboard(
  invocation: Invocation<DashboardOptions, object, DashboardDocument>,
): Promise<number> {
  const { io, options, output } = invocation;
  const { port, listen: address = '127.0.0.1' } = options;
  const token = await findDashboardToken(invocation, { isNeeded: !isLoopback(address) });
  const signal = io.heedInterruption();
  const interruption = signal.aborted ? Promise.resolve() : once(signal, 'abort');
  const serving = withDeployment(invocation, async (deployment) => {
    const access = token ? { token: token.value } : ({ open: true } as const);
    const onError = (error: unknown) =>
      output.log.write('error', redact(messageOf(error)), { isNow: true });
    await using dashboard = createDashboard(deployment, { ...access, onError });
    const server = createServer(dashboard.handler);
    const bound = await listen(server, { address, port });
    printAddress(output, originOf(address, bound), token);
    await interruption;
    server.close();
    server.closeAllConnections();
  });
  await Promise.race([serving, interruption]);
  return EXIT.done;
}

function printAddress(
  output: Output<DashboardDocument>,
  origin: string,
  token: DashboardToken | null,
): void {
  output.document({ url: `${origin}/`, token: token?.isGenerated ? token.value : null });
  if (token?.isGenerated) {
    output.line(`The dashboard is at ${origin}/login?token=${token.value}`);
    output.line(
      'Whoever has this link can look; it is not shown again. Ctrl-C ends the dashboard.',
    );
  } else {
    const whom = token ? ', for whoever has the token' : '';
    output.line(`The dashboard is at ${origin}/${whom}. Ctrl-C ends it.`);
  }
}
