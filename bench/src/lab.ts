import type { ServerLab } from './server/server-lab.js';
import { SERVERS, type ServerName } from './server/servers.js';
import { SqliteLab } from './sqlite/sqlite-lab.js';

export interface LabOptions {
  /** Overrides the number of groups of every benchmark; of the growing ones the larger number. */
  readonly groups: number | undefined;
  readonly rounds: number | undefined;
  /** Servers to use instead of our own. */
  readonly serverUrls: Readonly<Record<ServerName, string | undefined>>;
  /** Told what is under way. */
  readonly report: (line: string) => void;
}

/** Where benchmarks run: throw-away databases, made once and copied for each round. */
export class Lab implements AsyncDisposable {
  readonly options: LabOptions;
  readonly sqlite = new SqliteLab();
  readonly report: (line: string) => void;
  readonly #servers = new Map<ServerName, Promise<ServerLab>>();

  constructor(options: LabOptions) {
    this.options = options;
    this.report = options.report;
  }

  /** A server is started when it is first needed. */
  server(name: ServerName): Promise<ServerLab> {
    const server = this.#servers.get(name) ?? SERVERS[name](this.options.serverUrls[name]);
    this.#servers.set(name, server);
    return server;
  }

  /** Closes and removes everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.sqlite.close();
    for (const opened of this.#servers.values()) {
      const server = await opened.catch(() => undefined);
      await server?.close();
    }
  }
}
