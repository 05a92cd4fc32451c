import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';
import { expect } from 'vitest';
import { COMMANDS } from '../../src/commands/index.js';
import { mapSchemas, type Schema } from './schema.js';

/** The folder of the published schemas. */
export const SCHEMAS = fileURLToPath(new URL('../../schemas', import.meta.url));

/** The schema of a document: `db-sync.schema.json` for `db sync`. */
export function schemaFile(name: string): string {
  return `${name.replaceAll(' ', '-')}.schema.json`;
}

/** Checks documents against their schemas. */
export class Documents {
  readonly #folder: string;
  readonly #ajv = formats.default(
    new Ajv({ strict: true, allowUnionTypes: true, allErrors: true }),
  );
  readonly #checks = new Map<string, ValidateFunction>();

  /** @param folder has the schemas. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Expects a document to be as its schema says, and to have no other keys.
   *
   * @param name of the command that has printed it; instead of its own document it may print that of an error.
   */
  check(name: string, document: unknown): void {
    const isError =
      typeof document === 'object' && document !== null && Object.keys(document).join() === 'error';
    const schema = schemaFile(isError ? 'error' : name);
    const check = this.#checks.get(schema) ?? this.#compile(schema);
    this.#checks.set(schema, check);
    check(document);
    const faults = (check.errors ?? []).map(({ instancePath, message, params }) => {
      return `${instancePath} ${message} ${JSON.stringify(params)}`;
    });
    expect({ schema, faults }).toEqual({ schema, faults: [] });
  }

  #compile(file: string): ValidateFunction {
    const schema: Schema = JSON.parse(readFileSync(join(this.#folder, file), 'utf8'));
    return this.#ajv.compile(mapSchemas(schema, close));
  }
}

/** Checks documents against the schemas of this working copy. */
export const DOCUMENTS = new Documents(SCHEMAS);

/** The published ones are open, so that a minor release may add keys; none may go undocumented. */
function close(schema: Schema): Schema {
  const isOpen = schema.type === 'object' && schema.additionalProperties === undefined;
  return isOpen ? { ...schema, additionalProperties: false } : schema;
}

/** Which document arguments ask for: `db sync` for `--json db sync`, that of an error if they call no command. */
export function documentOf(args: readonly string[]): string {
  if (args.includes('--version')) return 'version';
  const words = args.filter((word) => !word.startsWith('-'));
  const named = COMMANDS.flatMap(({ path, aliases = [] }) =>
    [path, ...aliases.map((alias) => [...path.slice(0, -1), alias])].map((typed) => {
      return { name: path.join(' '), typed };
    }),
  );
  const calls = words.flatMap((_word, index) =>
    named.filter(({ typed }) => typed.every((word, offset) => words[index + offset] === word)),
  );
  return calls[0]?.name ?? 'error';
}
