import type { Io } from './io.js';
import type { Output } from './output.js';

/** An option of a command: how it is written, what it is for, and how its text is read. */
export interface OptionDefinition {
  /** As commander has it: `--max-count <N>`. */
  readonly flags: string;
  readonly description: string;
  /** Throws a UsageError; gets what earlier uses of the option gave. */
  readonly parse?: (text: string, previous: unknown) => unknown;
  /** Whether it may be given several times. */
  readonly isRepeatable?: boolean;
  readonly isRequired?: boolean;
}

/** What a command's handler works with. */
export interface Invocation {
  /** By the long name of the option, in camel case. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly arguments: readonly string[];
  readonly io: Io;
  readonly output: Output;
  /** URL of the API database. */
  readonly apiUrl: string;
}

/** One command. Its handler imports what it needs itself, so that `--help` loads no driver. */
export interface Command {
  /** `['db', 'sync']`. */
  readonly path: readonly string[];
  readonly aliases?: readonly string[];
  readonly description: string;
  /** As commander has it: `<uuid>`, `[uuid...]`. */
  readonly arguments?: readonly { readonly name: string; readonly description: string }[];
  readonly options?: readonly OptionDefinition[];
  readonly examples: readonly string[];
  /** Whether it makes its API database, so that the embedded default need not be there yet. */
  readonly makesApiDb?: boolean;
  /** @returns the exit code. */
  readonly handler: (invocation: Invocation) => Promise<number>;
}
