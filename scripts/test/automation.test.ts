/** The examples of docs/automation.md: each is checked by the tool that reads it, and runs the command on databases. */
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  createDeployment,
  requireProgram,
  sourceArguments,
  type TestDeployment,
  useHarness,
} from '@cellbridge/testing';
import { Job } from 'kubernetes-models/batch/v1';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { runProcess } from './run-process.js';

const EXAMPLES = fileURLToPath(new URL('../../docs/automation/', import.meta.url));
const BIN = new URL('../../apps/cli/src/bin.ts', import.meta.url);
/** The words that run the command from its sources. */
const COMMAND = [process.execPath, ...sourceArguments(BIN)];
const MINUTE_MS = 60_000;
const UUID = '5e0f0000-0000-4000-8000-00000000000a';

const read = (name: string) => readFile(join(EXAMPLES, name), 'utf8');

/** A live group, which goes into quarantine: the API database has another one of its uuid. */
async function addQuarantined({ api, cell }: TestDeployment): Promise<void> {
  await cell.addGroups([{ uuid: UUID, name: 'in the cell' }]);
  await api.addGroups([{ uuid: UUID, name: 'in the API database' }]);
}

describe('the units of systemd', () => {
  const harness = useHarness('sqlite');
  const SERVICE = 'cellbridge-move.service';
  const TIMER = 'cellbridge-move.timer';

  const analyze = async (...args: string[]) =>
    await runProcess(await requireProgram('systemd-analyze', 'systemd'), args);
  /** Puts the units into a folder, with a program in place of the command, which systemd looks for. */
  const install = async (change = (text: string) => text) => {
    const folder = await mkdtemp(join(await harness.folder(), 'units-'));
    for (const name of [SERVICE, TIMER]) {
      const text = (await read(name)).replace('/usr/local/bin/cellbridge', '/bin/true');
      await writeFile(join(folder, name), change(text));
    }
    return [SERVICE, TIMER].map((name) => join(folder, name));
  };

  it('are ones that systemd finds no fault with', async () => {
    const fine = await analyze('verify', '--man=no', ...(await install()));
    expect(fine).toEqual({ code: 0, stdout: '', stderr: '' });
    const misspelled = await install((text) => text.replace('ProtectHome', 'ProtectedHome'));
    const { stderr } = await analyze('verify', '--man=no', ...misspelled);
    expect(stderr).toMatch(/Unknown key( name)? 'ProtectedHome'/);
  });

  it('let the service do little but connect to databases', async () => {
    const [service = ''] = await install();
    // The exposure, of 100.
    const threshold = ['--offline=yes', '--threshold=20'];
    expect(await analyze('security', ...threshold, service)).toMatchObject({ code: 0 });
    const [open = ''] = await install((text) => text.replaceAll(/^(Protect|Private).*\n/gm, ''));
    expect(await analyze('security', ...threshold, open)).toMatchObject({ code: 1 });
  });

  it('run the move, and take for a failure what an operator has to look at', async () => {
    const service = await read(SERVICE);
    const [, line = ''] = /^ExecStart=\/usr\/local\/bin\/cellbridge (.*)$/m.exec(service) ?? [];
    const [, given = ''] = /^LoadCredential=(\S+?):/m.exec(service) ?? [];
    const [, statuses = ''] = /^SuccessExitStatus=(.*)$/m.exec(service) ?? [];
    expect(statuses).toBe('1 3');
    const deployment = await createDeployment(harness);
    const { api, cell } = deployment;
    const credentials = await harness.folder();
    await writeFile(join(credentials, given), `${api.url}\n`);
    // A time of day that does not come while it runs.
    const later = new Date(Date.now() + 12 * 60 * 60 * 1_000).toTimeString().slice(0, 5);
    const typed = line.replace('06:00', later);
    const start = () =>
      runProcess('/bin/sh', ['-c', `exec "$@" ${typed}`, 'sh', ...COMMAND], {
        environment: { CREDENTIALS_DIRECTORY: credentials },
      });
    await cell.addGroups([{}, {}]);
    expect(await start()).toMatchObject({ code: 0, stderr: '' });
    expect(await cell.liveGroups()).toEqual([]);
    await addQuarantined(deployment);
    expect(await start()).toMatchObject({ code: 3 });
  });
});

describe('the play of Ansible', () => {
  const harness = useHarness('sqlite');
  const PLAY = join(EXAMPLES, 'move.yml');

  /** How each task has ended on each host: `changed`, `ok`, `skipping`, `fatal`. */
  const tasksOf = (output: string) =>
    Object.fromEntries(
      output
        .split(/^TASK \[/m)
        .slice(1)
        .map((text) => {
          const [name = ''] = text.split(']');
          const ended = text.matchAll(/^(ok|changed|skipping|fatal): \[(\w+)/gm);
          return [name, [...ended].map(([, how, host]) => `${host} ${how}`)];
        }),
    );

  /** Runs the play on two hosts that are this machine. */
  const play = async (apiUrl: string) => {
    const home = await harness.folder();
    const folder = join(home, 'etc');
    const inventory = join(home, 'hosts');
    await writeFile(inventory, '[nova_api]\nfirst\nsecond\n');
    const variables = {
      ...{ ansible_connection: 'local', ansible_python_interpreter: '/usr/bin/python3' },
      ...{
        ansible_become: false,
        ansible_async_dir: join(home, 'async'),
        cellbridge: COMMAND,
        vault_cellbridge_api_db: apiUrl,
      },
      ...{ cellbridge_api_db_file: join(folder, 'api-db.url'), cellbridge_poll_seconds: 1 },
    };
    const args = ['--inventory', inventory, '--extra-vars', JSON.stringify(variables)];
    const program = await requireProgram('ansible-playbook', 'ansible-core');
    const { code, stdout, stderr } = await runProcess(
      program,
      [...args, '--skip-tags', 'install', PLAY],
      {
        environment: { HOME: home, ANSIBLE_HOME: join(home, 'ansible'), ANSIBLE_NOCOLOR: '1' },
      },
    );
    return { code, tasks: tasksOf(stdout), output: stdout + stderr };
  };

  it('is one that ansible-lint finds no fault with', async () => {
    const program = await requireProgram('ansible-lint', 'ansible-lint');
    const args = ['--offline', '--nocolor', '--profile', 'production', PLAY];
    const environment = { HOME: await harness.folder() };
    expect(await runProcess(program, args, { environment, folder: EXAMPLES })).toMatchObject({
      code: 0,
    });
  });

  it(
    'moves the groups from one host; the next time it changes nothing, and the gate names what is left',
    async () => {
      const deployment = await createDeployment(harness);
      const { api, cell } = deployment;
      await cell.addGroups([{}, {}]);
      const first = await play(api.url);
      expect(first.tasks).toEqual({
        'Create the folder of the URL': ['first changed'],
        'Write the URL of the API database': ['first changed'],
        "Add Cellbridge's tables and indexes to the API database": ['first ok'],
        'Add its indexes to the cells': ['first ok'],
        'Check the databases': ['first ok'],
        'Look at what would move': ['first ok'],
        'Show what cannot move': ['first skipping'],
        'Move the groups': ['first changed'],
        'Ask whether the move is complete': ['first ok'],
        'Pass the gate': ['first ok'],
      });
      expect(first.code).toBe(0);
      expect(first.output).not.toContain(api.url);
      await addQuarantined(deployment);
      const second = await play(api.url);
      expect(second.tasks).toMatchObject({
        'Write the URL of the API database': ['first ok'],
        'Show what cannot move': ['first ok'],
        'Move the groups': ['first ok'],
        'Pass the gate': ['first fatal'],
      });
      expect(second.code).toBe(2);
      expect(second.output).toContain('cell1: 1 group is in quarantine');
    },
    10 * MINUTE_MS,
  );
});

describe('the Job of Kubernetes', () => {
  const harness = useHarness('sqlite');
  const readJob = async () => parse(await read('move-job.yaml'));

  /** What is wrong with a Job, in the words of the compiler: the schemas accept keys that nobody knows. */
  const typeErrorsOf = (job: unknown) => {
    const file = join(process.cwd(), 'scripts/test/job.ts');
    const text = `import type { IJob } from 'kubernetes-models/batch/v1';
      export const job: IJob = ${JSON.stringify(job)};`;
    const options = {
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
      module: ts.ModuleKind.NodeNext,
    };
    const host = ts.createCompilerHost(options);
    const { getSourceFile } = host;
    host.getSourceFile = (name, ...rest) =>
      name === file
        ? ts.createSourceFile(name, text, ts.ScriptTarget.Latest)
        : getSourceFile(name, ...rest);
    const program = ts.createProgram([file], options, host);
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  };

  it('is one that Kubernetes knows', async () => {
    const job = await readJob();
    new Job(job).validate();
    expect(typeErrorsOf(job)).toEqual([]);
    const wrong = structuredClone(job);
    wrong.spec.backoffLimit = 'six';
    expect(() => new Job(wrong).validate()).toThrow('backoffLimit');
    const misspelled = structuredClone(job);
    misspelled.spec.template.spec.containers[0].securityContexts = {};
    expect(typeErrorsOf(misspelled).join()).toContain('"securityContexts"\' does not exist');
  });

  it('runs the move with the secret, and tries again only what another try may mend', async () => {
    const { spec } = await readJob();
    const [container] = spec.template.spec.containers;
    const [policy] = spec.podFailurePolicy.rules.filter(
      ({ action }: { action: string }) => action === 'FailJob',
    );
    expect(policy.onExitCodes).toMatchObject({ containerName: container.name, operator: 'In' });
    const deployment = await createDeployment(harness);
    const { api, cell } = deployment;
    const secrets = join(await harness.folder(), 'secrets');
    await mkdir(secrets);
    await writeFile(join(secrets, 'api-db.url'), api.url);
    expect(container.command).toEqual(['cellbridge']);
    const [{ mountPath }] = container.volumeMounts;
    const start = () => {
      const args = container.args.map((word: string) => word.replace(mountPath, secrets));
      return runProcess(process.execPath, [...COMMAND.slice(1), ...args]);
    };
    await cell.addGroups([{}, {}]);
    expect(await start()).toMatchObject({ code: 0 });
    await addQuarantined(deployment);
    const { code } = await start();
    expect(code).toBe(3);
    expect(policy.onExitCodes.values).toEqual([code, 127, 255]);
  });
});
