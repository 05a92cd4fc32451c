import { createDeployment, type Harness, type RawDatabase } from '@cellbridge/testing';
import { cellbridge } from '../run.js';
import { visited } from '../visited.js';
import type { Where } from './scenarios.js';

/** One right, in the API database or in the cell. */
export interface TriedRight {
  readonly side: 'api' | 'cell';
  /** `select`, `usage`, `create`, `connect`. */
  readonly right: string;
  /** As a GRANT names it: `table public.instance_groups`, `schema public`. */
  readonly object: string;
}

/** A deployment, and a role that has no right but those that it is given. */
export interface Trial {
  readonly where: Where;
  readonly database: Readonly<Record<TriedRight['side'], string>>;
  grant(rights: readonly TriedRight[]): Promise<void>;
  revoke(right: TriedRight): Promise<void>;
  /** Runs a command as the role, until what it prints is enough. @returns everything that it has printed. */
  run(
    command: string,
    calls: readonly string[][],
    isEnough: (text: string) => boolean,
  ): Promise<{ code: number; text: string }[]>;
}

/** Makes a trial; its role may not even connect. */
export async function createTrial(harness: Harness): Promise<Trial> {
  const { api, cell } = await createDeployment(harness, { madeBy: 'adopted' });
  const role = await harness.createRole(api.url);
  const asRole = (url: string) => {
    const changed = new URL(url);
    changed.username = role.name;
    changed.password = role.name;
    return changed.href;
  };
  const cellUrl = asRole(cell.url);
  await api.raw.query('UPDATE cell_mappings SET database_connection = ?', cellUrl);
  const raws: Record<TriedRight['side'], RawDatabase> = { api: api.raw, cell: cell.raw };
  const database = { api: nameOf(api.url), cell: nameOf(cell.url) };
  for (const side of ['api', 'cell'] as const) {
    await raws[side].query(`REVOKE ALL ON DATABASE ${database[side]} FROM public`);
    await raws[side].query('REVOKE ALL ON SCHEMA public FROM public');
  }
  const where: Where = {
    api,
    cell,
    cellUrl,
    asOwner: (...args) => {
      const environment = { CELLBRIDGE_CELL_DBS: `cell1=${cell.url}` };
      return cellbridge({ apiUrl: api.url, environment }, ...args);
    },
  };
  const options = { apiUrl: asRole(api.url) };
  const runAsRole = async (command: string, call: readonly string[]) => {
    if (command !== 'dashboard') {
      const { code, stdout, stderr } = await cellbridge(options, ...command.split(' '), ...call);
      return { code, text: stdout + stderr };
    }
    // What is called there is the dashboard, which answers in JSON.
    const result = await visited(options, call, command, '--port', '0');
    const bodies = result.answers.map(({ body }) => body).join('');
    return { code: result.code, text: result.stdout + result.stderr + bodies };
  };
  return {
    where,
    database,
    async grant(rights) {
      for (const { side, right, object } of rights) {
        await raws[side].query(`GRANT ${right} ON ${object} TO ${role.name}`);
      }
    },
    async revoke({ side, right, object }) {
      await raws[side].query(`REVOKE ${right} ON ${object} FROM ${role.name}`);
    },
    async run(command, calls, isEnough) {
      const results: { code: number; text: string }[] = [];
      for (const call of calls) {
        const { code, text } = await runAsRole(command, call);
        results.push({ code, text });
        if (isEnough(text)) break;
      }
      return results;
    },
  };
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

/** Whether a text names a right, by the statement that grants it. */
export function namesRight(text: string, { right, object }: TriedRight): boolean {
  const name = object.split(' ').at(-1);
  return new RegExp(`grant [^;]*\\b${right}\\b[^;]* on [^;]*\\b${name}\\b[^;]* to \\w+;`).test(
    text,
  );
}
