import type pg from 'pg';
import { once } from '../once.js';
import { closingClient } from './closing-client.js';

type Callback = (error: Error) => void;

/** The driver's own connection, which hears what the server says of itself. */
interface Wire {
  on(event: 'parameterStatus', listener: (parameter: ServerParameter) => void): void;
}

interface ServerParameter {
  readonly parameterName: string;
  readonly parameterValue: string;
}

/**
 * A client that reads every row of a database in SQL_ASCII. Such a server has never checked what is text;
 * asked for UTF-8, it refuses to send a statement's rows for one that is not. Asked for the bytes as they
 * are, it sends them, and the driver reads what is no UTF-8 as replacement characters.
 */
export const encodingClient = once((): typeof pg.Client => {
  const ClosingClient = closingClient();
  return class EncodingClient extends ClosingClient {
    override connect(): Promise<pg.Client>;
    override connect(callback: Callback): void;
    override connect(callback?: Callback): Promise<pg.Client> | undefined {
      if (!callback) return super.connect();
      let serverEncoding = '';
      const { connection } = this as unknown as { connection: Wire };
      connection.on('parameterStatus', ({ parameterName, parameterValue }) => {
        if (parameterName === 'server_encoding') serverEncoding = parameterValue;
      });
      super.connect((error: Error) => {
        if (error || serverEncoding !== 'SQL_ASCII') callback(error);
        else this.query("set client_encoding to 'SQL_ASCII'", callback);
      });
      return undefined;
    }
  };
});
