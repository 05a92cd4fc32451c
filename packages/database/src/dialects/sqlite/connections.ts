import type { Connection, ConnectionOptions } from '../../connection.js';
import type { ConnectionSource, LendOptions, Purpose } from '../../connection-source.js';
import type { OpenOptions } from '../../database.js';
import { limitsOf } from '../../limits.js';
import type { SchemaBinding } from '../../schema-binding.js';
import { verbsWithReturning } from '../with-returning.js';
import { SqliteConnection } from './connection.js';
import { sqliteDialect } from './dialect.js';
import { sqliteDrizzle } from './drizzle-session.js';
import type { Patience } from './patience.js';
import { retryBusy } from './retry-busy.js';
import { WriteLock } from './write-lock.js';

/**
 * The connections to one SQLite file.
 *
 * The lock of the file is the lock of every row: there is one writing connection, whose transactions wait in
 * line. Reads use another one, so that none joins a running transaction, and each snapshot has its own. All are
 * opened when first needed. The file stays unchanged until the first transaction.
 */
export class SqliteConnections implements ConnectionSource {
  readonly grammar = {
    dialect: sqliteDialect,
    ...sqliteDrizzle(),
    verbs: verbsWithReturning,
  };
  readonly description: string;
  readonly #file: string;
  readonly #common: Pick<ConnectionOptions, 'database' | 'intercept' | 'missingTable'>;
  readonly #patience: Patience;
  readonly #writeLock: WriteLock;
  readonly #idleSnapshots: SqliteConnection[] = [];
  #reader: SqliteConnection | undefined;
  #writer: SqliteConnection | undefined;
  #count = 0;

  constructor(
    file: string,
    description: string,
    options: OpenOptions,
    { missingTable }: SchemaBinding<unknown>,
  ) {
    this.#file = file;
    this.description = description;
    const { intercept } = options;
    this.#common = { database: description, intercept, missingTable };
    this.#patience = { timeout: limitsOf(options).lockTimeout };
    this.#writeLock = new WriteLock(file, description);
  }

  beginText(purpose: Exclude<Purpose, 'read'>): string {
    return purpose === 'snapshot' ? 'begin' : 'begin immediate';
  }

  lend<T>(
    purpose: Purpose,
    use: (connection: Connection) => Promise<T>,
    options?: LendOptions,
  ): Promise<T> {
    switch (purpose) {
      case 'read':
        return use(this.#readingConnection());
      case 'snapshot':
        return this.#lendSnapshot(use, options);
      case 'transaction':
        return this.#lendWriter(use, this.#patience);
      case 'exclusive':
        return this.#lendWriter(use, { ...options, timeout: Number.POSITIVE_INFINITY });
    }
  }

  async close(): Promise<void> {
    this.#reader?.close();
    for (const connection of this.#idleSnapshots) connection.close();
    // Last, because it can merge the write-ahead log into the file.
    this.#writer?.close();
    this.#writeLock.close();
  }

  #readingConnection(): SqliteConnection {
    if (this.#reader?.isLost) {
      this.#reader.close();
      this.#reader = undefined;
    }
    this.#reader ??= this.#connect('read');
    return this.#reader;
  }

  async #lendSnapshot<T>(
    use: (connection: Connection) => Promise<T>,
    options?: LendOptions,
  ): Promise<T> {
    const connection = this.#idleSnapshots.pop() ?? this.#connect('read');
    connection.patience = { ...options, ...this.#patience };
    try {
      return await connection.heed(options?.signal, () => use(connection));
    } finally {
      if (isUsable(connection)) this.#idleSnapshots.push(connection);
      else connection.close();
    }
  }

  async #lendWriter<T>(
    use: (connection: Connection) => Promise<T>,
    patience: Patience,
  ): Promise<T> {
    return await this.#writeLock.runExclusive(async () => {
      this.#writer ??= await retryBusy(() => this.#connect('write'), this.#file, patience);
      const writer = this.#writer;
      writer.patience = patience;
      try {
        return await writer.heed(patience.signal, () => use(writer));
      } finally {
        if (!isUsable(writer)) {
          this.#writer = undefined;
          writer.close();
        }
      }
    }, patience);
  }

  #connect(mode: 'read' | 'write'): SqliteConnection {
    this.#count += 1;
    return new SqliteConnection({
      ...this.#common,
      file: this.#file,
      mode,
      number: this.#count,
      patience: this.#patience,
    });
  }
}

function isUsable(connection: SqliteConnection): boolean {
  return !connection.isLost && !connection.isInTransaction;
}
