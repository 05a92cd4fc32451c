import { readFile } from 'node:fs/promises';
import * as database from '@cellbridge/database';
import * as migrator from '@cellbridge/migrator';
import * as objects from '@cellbridge/objects';
import { expect, test } from 'vitest';
import { exitCodeOf } from '../src/exit-code.js';

const GUIDE = new URL('../../../docs/stability.md', import.meta.url);

type ErrorClass = typeof database.CellbridgeError;

function isErrorClass(exported: unknown): exported is ErrorClass {
  if (typeof exported !== 'function' || exported === database.CellbridgeError) return false;
  return exported.prototype instanceof database.CellbridgeError;
}

test('the guide has the code of every error, its class, and how a command ends', async () => {
  const [, section = ''] = (await readFile(GUIDE, 'utf8')).split('## Codes of errors\n');
  const [table = ''] = section.split('\n## ');
  const rows = [...table.matchAll(/^\| `(\w+)` \| `(\w+)` \| (yes|no) \| .+ \| (\d+) \|$/gm)];
  const exported = { ...database, ...objects, ...migrator };
  const classes = Object.values(exported).filter(isErrorClass);
  expect(rows.map(([, ...cells]) => cells)).toEqual(
    [...new Set(classes)]
      .map(({ code, name, isRetryable }) => {
        const exitCode = exitCodeOf({ code, [Symbol.for('cellbridge.error')]: true });
        return [code, name, isRetryable ? 'yes' : 'no', String(exitCode)];
      })
      .sort(([left = ''], [right = '']) => (left < right ? -1 : 1)),
  );
});
