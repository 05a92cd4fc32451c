import { InvalidUrlError } from '../../errors/invalid-url-error.js';
import { nameOfParameter } from '../../url-faults.js';
import { type Environment, processEnvironment } from './environment.js';
import { PARAMETERS } from './parameters.js';
import type { PostgresqlUrl } from './parse-url.js';
import { readService } from './service-file.js';

/** The parameters of a connection: values by libpq's names. */
export type Settings = ReadonlyMap<string, string>;

/**
 * Combines the URL, its service (`service`, or PGSERVICE), and the environment: the first that sets a parameter
 * wins, as in libpq.
 *
 * @throws InvalidUrlError for an unknown parameter, or a value that is not accepted.
 */
export function settingsOf(
  { parameters, description }: Pick<PostgresqlUrl, 'parameters' | 'description'>,
  environment: Environment = processEnvironment(),
): Settings {
  const settings = new Map<string, string>();
  const take = (name: string, value: string, where: string, remedy: string) => {
    if (settings.has(name)) return;
    const fault = faultOf(name, value);
    if (fault) {
      throw new InvalidUrlError(`${description}: ${where} ${fault} ${remedy}`, {
        database: description,
      });
    }
    settings.set(name, value);
  };
  for (const [name, value] of parameters) {
    take(name, value, nameOfParameter(name).replace(/^./, capital), 'Leave it out, or correct it.');
  }
  const service = parameters.get('service') ?? environment.PGSERVICE;
  if (service) {
    const { file, entries } = readService(service, environment, description);
    for (const [name, value] of entries) {
      take(name, value, `In ${file} ${nameOfParameter(name)}`, 'Remove it there, or correct it.');
    }
  }
  for (const [name, { variable }] of Object.entries(PARAMETERS)) {
    const value = variable && environment[variable];
    if (value) take(name, value, `The environment variable ${variable}`, 'Unset it.');
  }
  if (settings.has('dbname')) return settings;
  throw new InvalidUrlError(`${description}: Neither the URL nor its service names a database.`, {
    database: description,
  });
}

/** Returns what is wrong with a parameter: the end of a sentence. */
function faultOf(name: string, value: string): string | undefined {
  const parameter = Object.hasOwn(PARAMETERS, name) ? PARAMETERS[name] : undefined;
  if (!parameter) return 'is not understood.';
  const { values, isNumber, reason } = parameter;
  if (value === '') return 'has no value.';
  if (value.includes('\0')) return 'has a NUL character.';
  if (isNumber && !/^-?\d+$/.test(value)) return 'must be a whole number.';
  if (values === undefined || values.includes(value)) return undefined;
  const only = values.length === 0 ? 'is not supported.' : `must be ${listOf(values)}.`;
  return reason ? `${only} ${reason}` : only;
}

function listOf(values: readonly string[]): string {
  return values.join(', ').replace(/, ([^,]*)$/, ' or $1');
}

function capital(letter: string): string {
  return letter.toUpperCase();
}
