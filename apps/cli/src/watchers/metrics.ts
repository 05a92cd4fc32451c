import { once } from 'node:events';
import { rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { resolve } from 'node:path';
import { pid } from 'node:process';
import { messageOf } from '@cellbridge/database/errors';
import { type MigrationStatus, observeStatus } from '@cellbridge/migrator';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { Invocation } from '../command.js';
import type { ListenAddress } from '../parse.js';
import { UsageError } from '../usage-error.js';
import { PrometheusReader } from './prometheus-reader.js';

/** How often the file is written, in milliseconds. */
const FILE_INTERVAL_MS = 15_000;

/** How old the status in the metrics may be, in milliseconds: to read it, each cell counts its groups. */
const STATUS_AGE_MS = 10_000;

/** Prometheus has the unit in the name. */
const SECONDS = ['cellbridge.batch.duration', 'cellbridge.cell.eta'].map((instrumentName) => {
  return { instrumentName, name: `${instrumentName}.seconds` };
});

const CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8';

/** Where metrics go. */
export interface MetricsOptions {
  readonly metricsFile: string | undefined;
  readonly metricsPort: ListenAddress | undefined;
}

/** The metrics of a command at work. */
export interface Metrics {
  /** Where a run counts. */
  readonly meterProvider: MeterProvider;
  /** Writes the file for the last time, and stops listening. */
  end(): Promise<void>;
}

/**
 * Shows the metrics of a command in Prometheus' text format while it is at work: in a file, for the textfile collector of
 * node_exporter, and over HTTP under `/metrics`. They are the status of the cells, and what a run counts.
 *
 * @throws UsageError if the port cannot be listened on, or the file cannot be written.
 */
export async function startMetrics(
  readStatus: () => Promise<MigrationStatus>,
  { metricsFile, metricsPort }: MetricsOptions,
  { io, output }: Pick<Invocation, 'io' | 'output'>,
): Promise<Metrics> {
  const status = new RecentStatus(readStatus);
  const { reader, meterProvider } = meterOf(() => status.read());
  const server = metricsPort && (await listen(reader, metricsPort));
  const file = metricsFile === undefined ? undefined : await openFile(metricsFile, reader, io);
  const warn = (error: unknown) =>
    output.warn(`The metrics could not be written: ${messageOf(error)}.`);
  const timer = setInterval(() => void file?.write().catch(warn), FILE_INTERVAL_MS).unref();
  return {
    meterProvider,
    async end() {
      clearInterval(timer);
      status.expire();
      await file?.write().catch(warn);
      server?.close();
      await meterProvider.shutdown();
    },
  };
}

/** Writes the metrics of a status to a file, once. @throws UsageError if it cannot be written. */
export async function writeMetrics(
  status: MigrationStatus,
  metricsFile: string,
  { io }: Pick<Invocation, 'io'>,
): Promise<void> {
  const { reader, meterProvider } = meterOf(async () => status);
  await openFile(metricsFile, reader, io);
  await meterProvider.shutdown();
}

function meterOf(readStatus: () => Promise<MigrationStatus>): {
  readonly reader: PrometheusReader;
  readonly meterProvider: MeterProvider;
} {
  const reader = new PrometheusReader();
  const meterProvider = new MeterProvider({ readers: [reader], views: SECONDS });
  observeStatus(readStatus, meterProvider);
  return { reader, meterProvider };
}

/** Writes a file for the first time. @throws UsageError if it cannot be written. */
async function openFile(
  metricsFile: string,
  reader: PrometheusReader,
  { folder }: Invocation['io'],
): Promise<MetricsFile> {
  const file = new MetricsFile(resolve(folder, metricsFile), reader);
  await file.write().catch((error) => {
    throw new UsageError(`--metrics-file: ${messageOf(error)}. Give a file that can be written.`);
  });
  return file;
}

async function listen(reader: PrometheusReader, { host, port }: ListenAddress): Promise<Server> {
  const server = createServer(async ({ url }, response) => {
    if (url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    const { text } = await reader.read();
    response.writeHead(200, { 'content-type': CONTENT_TYPE }).end(text);
  });
  try {
    await once(server.listen(port, host), 'listening');
  } catch (error) {
    throw new UsageError(
      `--metrics-port: ${host}:${port} cannot be listened on: ${messageOf(error)}. Give another one.`,
    );
  }
  // It keeps no process alive.
  return server.unref();
}

/** A file that always has whole metrics. One writing waits for another. */
class MetricsFile {
  readonly #path: string;
  readonly #reader: PrometheusReader;
  #last: Promise<void> = Promise.resolve();

  constructor(path: string, reader: PrometheusReader) {
    this.#path = path;
    this.#reader = reader;
  }

  write(): Promise<void> {
    const written = this.#last.then(() => this.#writeNow());
    this.#last = written.catch(() => {});
    return written;
  }

  async #writeNow(): Promise<void> {
    const { text, errors } = await this.#reader.read();
    // The collector reads files that end in `.prom`.
    const unfinished = `${this.#path}.${pid}.tmp`;
    try {
      await writeFile(unfinished, text);
      await rename(unfinished, this.#path);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    if (errors.length > 0) throw errors[0];
  }
}

/** A status that is read anew once it is too old; who asks meanwhile waits for the same reading. */
class RecentStatus {
  readonly #readStatus: () => Promise<MigrationStatus>;
  #reading: Promise<MigrationStatus> | undefined;
  #readAt = 0;

  constructor(readStatus: () => Promise<MigrationStatus>) {
    this.#readStatus = readStatus;
  }

  read(): Promise<MigrationStatus> {
    if (performance.now() - this.#readAt > STATUS_AGE_MS) this.expire();
    this.#reading ??= this.#readNow();
    return this.#reading;
  }

  /** Has the next one read it anew. */
  expire(): void {
    this.#reading = undefined;
  }

  async #readNow(): Promise<MigrationStatus> {
    // One that takes long is not begun twice.
    this.#readAt = Number.POSITIVE_INFINITY;
    try {
      return await this.#readStatus();
    } finally {
      this.#readAt = performance.now();
    }
  }
}
