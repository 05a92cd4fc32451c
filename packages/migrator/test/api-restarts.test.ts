import { Deployment } from '@cellbridge/objects';
import {
  createDeployment,
  forEachServer,
  startTcpProxy,
  type TcpProxy,
  type TestDeployment,
} from '@cellbridge/testing';
import { expect, test } from 'vitest';
import type { ProgressEvent } from '../src/index.js';
import { expectSound } from './support/content.js';
import { move, runMove } from './support/move.js';

const LONG = 600_000;

forEachServer('An API database that is away while a run moves groups', (harness) => {
  async function fill(): Promise<TestDeployment> {
    const databases = await createDeployment(harness, { cells: 2 });
    for (const cell of databases.cells) {
      await cell.addGroups(Array.from({ length: 6 }, () => ({ members: ['a', 'b'] })));
    }
    return databases;
  }

  /** Refuses all connections once a batch has moved. */
  function refusing(proxy: TcpProxy, onWait: (reason: string) => void = () => {}) {
    let isRefused = false;
    return (event: ProgressEvent) => {
      if (event.type === 'wait') onWait(event.reason);
      if (event.type !== 'batch' || isRefused) return;
      isRefused = true;
      proxy.refuse();
    };
  }

  test('is waited for, which is said, and the run goes on', async () => {
    const databases = await fill();
    await using proxy = await startTcpProxy(databases.api.url);
    await using deployment = await Deployment.open({ api: proxy.url });
    const reasons: string[] = [];
    const onProgress = refusing(proxy, (reason) => {
      reasons.push(reason);
      proxy.admit();
    });
    const report = await runMove(deployment, { batchSize: 1, patience: LONG, onProgress });
    expect(report).toMatchObject({ outcome: 'complete', migrations: [{ remaining: 0 }] });
    const [waiting, back] = reasons;
    expect(waiting).toMatch(/^Waiting for the API database, up to 600 s\. /);
    expect(waiting).toContain(deployment.api.description);
    expect(back).toBe('The API database answers again; the run continues.');
    expect(await databases.api.groups()).toHaveLength(12);
    await expectSound(databases);
  });

  test('without patience ends the run, which names the API database and no cell', async () => {
    const databases = await fill();
    await using proxy = await startTcpProxy(databases.api.url);
    await using deployment = await Deployment.open({ api: proxy.url });
    const report = await runMove(deployment, { batchSize: 1, onProgress: refusing(proxy) });
    expect(report).toMatchObject({ outcome: 'failed', migrations: [{ unavailableCells: [] }] });
    const { description } = deployment.api;
    const error = report.migrations[0]?.error as Error;
    expect(error).toMatchObject({ code: 'CONNECTION_FAILED', database: description });
    expect(error.message).not.toContain('Cell');
    expect(await move(databases)).toMatchObject({ outcome: 'complete' });
    await expectSound(databases);
  });

  test('is waited for no longer once the run is stopped', async () => {
    const databases = await fill();
    await using proxy = await startTcpProxy(databases.api.url);
    await using deployment = await Deployment.open({ api: proxy.url });
    const interruption = new AbortController();
    const report = await runMove(deployment, {
      batchSize: 1,
      patience: LONG,
      signal: interruption.signal,
      onProgress: refusing(proxy, () => interruption.abort()),
    });
    expect(report).toMatchObject({ stopped: true, outcome: 'more' });
  });
});
