import type pg from 'pg';
import type { ClientConfig } from 'pg';
import { once } from '../../once.js';
import { postgresqlDriver } from './driver.js';

type Callback = (error: Error) => void;

/** The driver's connection settings, which its types omit. */
interface Parameters {
  readonly connectionParameters: { options?: string | undefined };
}

/**
 * A client for the driver's pool that closes its socket when it cannot connect. The driver's own client leaves
 * it open if the client gives up and not the server, for example without a password. The server then waits a
 * minute, and before version 18 dropping a database there waits as long.
 */
export const closingClient = once((): typeof pg.Client => {
  const { Client } = postgresqlDriver();
  return class ClosingClient extends Client {
    constructor(config?: ClientConfig) {
      super(config);
      // Settings are set after connecting, because poolers refuse them before; the driver would send PGOPTIONS.
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
