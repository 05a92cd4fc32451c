import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { rename, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { messageOf } from '@cellbridge/database/errors';
import { type ObservedStatus, observeStatus } from '@cellbridge/migrator';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { Invocation } from '../command.js';
import type { ListenAddress } from '../parse.js';
import { pathOf } from '../read-file.js';
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
  readStatus: () => Promise<ObservedStatus>,
  { metricsFile, metricsPort }: MetricsOptions,
  { io, output }: Pick<Invocation, 'io' | 'output'>,
): Promise<Metrics> {
  const status = new RecentStatus(readStatus);
  const { reader, meterProvider } = meterOf(() => status.read());
  const warn = warnerOf(output);
  const server = metricsPort && (await listen(reader, metricsPort, warn));
  const file =
    metricsFile === undefined ? undefined : await openFile(metricsFile, reader, io, warn);
  const write = () => file?.write().catch(warn);
  const timer = setInterval(() => void write(), FILE_INTERVAL_MS).unref();
  return {
    meterProvider,
    async end() {
      clearInterval(timer);
      status.expire();
      await write();
      server?.close();
      server?.closeAllConnections();
      await meterProvider.shutdown();
    },
  };
}

/** Writes the metrics of a status to a file, once. @throws UsageError if it cannot be written. */
export async function writeMetrics(
  status: ObservedStatus,
  metricsFile: string,
  { io, output }: Pick<Invocation, 'io' | 'output'>,
): Promise<void> {
  const { reader, meterProvider } = meterOf(async () => status);
  await openFile(metricsFile, reader, io, warnerOf(output));
  await meterProvider.shutdown();
}

/** A database that fails does so whenever it is asked: it is warned of once. */
function warnerOf(output: Invocation['output']): (error: unknown) => void {
  const told = new Set<string>();
  return (error) => {
    const message = messageOf(error);
    if (!told.has(message)) output.warn(`The metrics are not complete: ${message}.`);
    told.add(message);
  };
}

function meterOf(readStatus: () => Promise<ObservedStatus>): {
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
  io: Invocation['io'],
  warn: (error: unknown) => void,
): Promise<MetricsFile> {
  const file = new MetricsFile(pathOf(io, metricsFile, '--metrics-file'), reader, warn);
  await file.write().catch((error) => {
    throw new UsageError(`--metrics-file: ${messageOf(error)}. Give a file that can be written.`);
  });
  return file;
}

async function listen(
  reader: PrometheusReader,
  { host, port }: ListenAddress,
  warn: (error: unknown) => void,
): Promise<Server> {
  const answer = async ({ url }: IncomingMessage, response: ServerResponse) => {
    if (url !== '/metrics') {
      response.writeHead(404).end();
      return;
    }
    const { text, errors } = await reader.read();
    for (const error of errors) warn(error);
    response.writeHead(200, { 'content-type': CONTENT_TYPE }).end(text);
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => {
      warn(error);
      response.writeHead(503).end();
    });
  });
  try {
    await once(server.listen(port, host), 'listening');
  } catch (error) {
    throw new UsageError(
      `--metrics-port: ${host}:${port} cannot be listened on: ${messageOf(error)}. Give another one.`,
    );
  }
  server.on('error', warn);
  // It keeps no process alive, nor does a client.
  server.on('connection', (socket) => socket.unref());
  return server.unref();
}

/** A file that always has whole metrics. One writing waits for another. */
class MetricsFile {
  readonly #path: string;
  readonly #reader: PrometheusReader;
  /** Is told what could not be observed. */
  readonly #warn: (error: unknown) => void;
  #last: Promise<void> = Promise.resolve();

  constructor(path: string, reader: PrometheusReader, warn: (error: unknown) => void) {
    this.#path = path;
    this.#reader = reader;
    this.#warn = warn;
  }

  write(): Promise<void> {
    const written = this.#last.then(() => this.#writeNow());
    this.#last = written.catch(() => {});
    return written;
  }

  async #writeNow(): Promise<void> {
    const { text, errors } = await this.#reader.read();
    for (const error of errors) this.#warn(error);
    // The collector reads files that end in `.prom`. Two containers may have one process id.
    const unfinished = `${this.#path}.${randomUUID()}.tmp`;
    try {
      await writeFile(unfinished, text);
      await rename(unfinished, this.#path);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  }
}

/** A status that is read anew once it is too old; who asks meanwhile waits for the same reading. */
class RecentStatus {
  readonly #readStatus: () => Promise<ObservedStatus>;
  #reading: Promise<ObservedStatus> | undefined;
  #readAt = 0;

  constructor(readStatus: () => Promise<ObservedStatus>) {
    this.#readStatus = readStatus;
  }

  read(): Promise<ObservedStatus> {
    if (performance.now() - this.#readAt > STATUS_AGE_MS) this.expire();
    this.#reading ??= this.#readNow();
    return this.#reading;
  }

  /** Has the next one read it anew. */
  expire(): void {
    this.#reading = undefined;
  }

  async #readNow(): Promise<ObservedStatus> {
    // One that takes long is not begun twice.
    this.#readAt = Number.POSITIVE_INFINITY;
    try {
      return await this.#readStatus();
    } finally {
      this.#readAt = performance.now();
    }
  }
}
