import type pg from 'pg';
import type { ClientConfig } from 'pg';
import { once } from '../../once.js';
import { closingClient } from './closing-client.js';
import { postgresqlDriver } from './driver.js';
import type { SessionSettings } from './session-settings.js';

type Callback = (error: Error | undefined) => void;

/** The driver's own connection, which gets the server's reports about itself. */
interface Wire {
  on(event: 'parameterStatus', listener: (parameter: ServerParameter) => void): void;
}

interface ServerParameter {
  readonly parameterName: string;
  readonly parameterValue: string;
}

/** How a {@link SessionClient} connects. */
export interface SessionConfig extends ClientConfig {
  readonly settings?: SessionSettings;
}

/**
 * Sets each setting, and returns its value as the server shows it. The setting is for the session if the
 * answering process is the one that the login named, else for this statement only. A pooler makes up a process
 * number; behind one, a setting that stays would reach the next user of that session.
 */
const SET = `select pg_backend_pid() as process,
    set_config(name, value, pg_backend_pid() <> $1) as value
  from unnest($2::text[], $3::text[]) as setting (name, value)`;

/** Asks for the settings again in a separate statement: a session of our own must have kept them. */
const ASK = `select pg_backend_pid() as process, current_setting(name) as value
  from unnest($1::text[]) as setting (name)`;

/** A client with its settings, from the first statement on. */
export interface SessionClient extends pg.Client {
  /** How it connects. */
  readonly config: SessionConfig;

  /** The server's process behind it, and the key to cancel its statements; not in the driver's types. */
  readonly processID: number | null;
  readonly secretKey: number | null;

  /**
   * Whether the session belongs to this client alone, and keeps its settings and prepared statements. If not, a
   * pooler may send each transaction to another session, so that a transaction has to set what it needs, with
   * {@link localSettings}.
   */
  readonly ownsSession: boolean;

  /** The statement that applies the settings to a transaction. */
  readonly localSettings: string;

  connect(): Promise<SessionClient>;
  connect(callback: Callback): void;
}

/** Returns the class of a {@link SessionClient}, created once the driver is loaded. */
export const sessionClient = once((): (new (config?: SessionConfig) => SessionClient) => {
  const ClosingClient = closingClient();
  return class extends ClosingClient implements SessionClient {
    readonly config: SessionConfig;
    declare readonly processID: number | null;
    declare readonly secretKey: number | null;
    #settings: SessionSettings;
    #ownsSession = false;
    #localSettings: string | undefined;

    constructor(config: SessionConfig = {}) {
      super(config);
      this.config = config;
      this.#settings = config.settings ?? new Map();
      // A connection that breaks during its setup fails the running statement.
      this.on('error', () => {});
    }

    get ownsSession(): boolean {
      return this.#ownsSession;
    }

    get localSettings(): string {
      this.#localSettings ??= `select ${[...this.#settings].map(setLocally).join(', ')}`;
      return this.#localSettings;
    }

    override connect(): Promise<SessionClient>;
    override connect(callback: Callback): void;
    override connect(callback?: Callback): Promise<SessionClient> | undefined {
      if (!callback) {
        return new Promise((resolve, reject) => {
          this.connect((error) => (error ? reject(error) : resolve(this)));
        });
      }
      const { connection } = this as unknown as { connection: Wire };
      connection.on('parameterStatus', ({ parameterName, parameterValue }) => {
        if (parameterName === 'server_encoding') this.#readAs(parameterValue);
      });
      super.connect((error: Error | undefined) => {
        if (error) return callback(error);
        this.#settle().then(
          () => callback(undefined),
          (error: Error) => {
            void this.end();
            refusedSettings.add(error);
            callback(error);
          },
        );
      });
      return undefined;
    }

    /**
     * A server with the encoding SQL_ASCII has never checked its texts. If the client asks for UTF-8, it
     * refuses to send the rows of a statement for one bad text. If the client asks for the raw bytes, it sends
     * them, and the driver reads bad UTF-8 as replacement characters.
     */
    #readAs(serverEncoding: string): void {
      if (serverEncoding !== 'SQL_ASCII') return;
      this.#settings = new Map([...this.#settings, ['client_encoding', 'SQL_ASCII']]);
    }

    async #settle(): Promise<void> {
      const { processID } = this;
      const names = [...this.#settings.keys()];
      const set = await this.#ask(SET, [processID ?? 0, names, [...this.#settings.values()]]);
      if (set.some(([process]) => process !== processID)) return;
      const kept = await this.#ask(ASK, [names]);
      this.#ownsSession = JSON.stringify(kept) === JSON.stringify(set);
    }

    async #ask(text: string, values: unknown[]): Promise<[process: number, value: string][]> {
      // The driver's types lack it for a query.
      const question = {
        text,
        values,
        rowMode: 'array',
        query_timeout: this.config.connectionTimeoutMillis,
      };
      const { rows } = await this.query(question as pg.QueryArrayConfig);
      return rows as [process: number, value: string][];
    }
  };
});

/** The errors of sessions that connected, but whose settings were refused. */
const refusedSettings = new WeakSet<object>();

/** Returns whether a server let the user in, but refused the settings. */
export function refusesSettings(error: unknown): boolean {
  return typeof error === 'object' && error !== null && refusedSettings.has(error);
}

function setLocally([name, value]: [name: string, value: string]): string {
  const { escapeLiteral } = postgresqlDriver();
  return `set_config(${escapeLiteral(name)}, ${escapeLiteral(value)}, true)`;
}
