import type pg from 'pg';
import type { ClientConfig } from 'pg';
import { once } from '../../once.js';
import { postgresqlDriver } from './driver.js';

type Callback = (error: Error) => void;

/** What the driver keeps of how it connects; not in its types. */
interface Parameters {
  readonly connectionParameters: { options?: string | undefined };
}

/**
 * A client for the driver's pool that closes its socket when it cannot connect. The driver's own leaves
 * it open where the client and not the server gives up, without a password say. The server then waits
 * for a minute, and before version 18 so does whoever drops a database there.
 */
export const closingClient = once((): typeof pg.Client => {
  const { Client } = postgresqlDriver();
  return class ClosingClient extends Client {
    constructor(config?: ClientConfig) {
      super(config);
      // Settings are set after connecting, for poolers refuse them before; the driver would send PGOPTIONS.
      const { connectionParameters } = this as unknown as Parameters;
      connectionParameters.options = undefined;
    }

    override connect(): Promise<pg.Client>;
    override connect(callback: Callback): void;
    override connect(callback?: Callback): Promise<pg.Client> | undefined {
      if (!callback) return super.connect();
      super.connect((error: Error) => {
        if (error) void this.end();
        callback(error);
      });
      return undefined;
    }
  };
});
