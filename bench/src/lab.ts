import { PostgresqlLab } from './postgresql/postgresql-lab.js';
import { SqliteLab } from './sqlite/sqlite-lab.js';

export interface LabOptions {
  /** Overrides the number of groups of every benchmark; of the growing ones the larger number. */
  readonly groups: number | undefined;
  readonly rounds: number | undefined;
  /** A server to use instead of one of our own. */
  readonly postgresqlUrl: string | undefined;
  /** Told what is under way. */
  readonly report: (line: string) => void;
}

/** Where benchmarks run: throw-away databases, made once and copied for each round. */
export class Lab implements AsyncDisposable {
  readonly options: LabOptions;
  readonly sqlite = new SqliteLab();
  readonly report: (line: string) => void;
  #postgresql: Promise<PostgresqlLab> | undefined;

  constructor(options: LabOptions) {
    this.options = options;
    this.report = options.report;
  }

  /** The server is started when it is first needed. */
  postgresql(): Promise<PostgresqlLab> {
    this.#postgresql ??= PostgresqlLab.open(this.options.postgresqlUrl);
    return this.#postgresql;
  }

  /** Closes and removes everything. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.sqlite.close();
    const postgresql = await this.#postgresql?.catch(() => undefined);
    await postgresql?.close();
  }
}
