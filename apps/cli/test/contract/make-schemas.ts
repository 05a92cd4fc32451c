import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';
import { COMMANDS } from '../../src/commands/index.js';
import { mapSchemas, type Schema } from './schema.js';

const TYPE = 'PublishedDocuments';
const SOURCE = new URL('../../src/documents/published-documents.ts', import.meta.url);
const TSCONFIG = new URL('../../tsconfig.json', import.meta.url);

/** What a text is, by the key that has it. Group, member and cell uuids are none: Nova's tables take any text. */
const FORMATS: readonly (readonly [key: RegExp, format: string])[] = [
  [/^(at|time)$|At$/, 'date-time'],
  [/^runId$/, 'uuid'],
];

/** Which numbers are no whole ones, by the key. */
const FRACTIONS = /seconds$|PerSecond$/i;

/** Makes the schema of each published document from its type, by the document's name. Takes some seconds. */
export function makeSchemas(): Map<string, Schema> {
  const generator = createGenerator({
    path: fileURLToPath(SOURCE),
    tsconfig: fileURLToPath(TSCONFIG),
    type: TYPE,
    skipTypeCheck: true,
    sortProps: false,
    encodeRefs: false,
  });
  const made: Schema = JSON.parse(JSON.stringify(generator.createSchema(TYPE)));
  const { definitions = {} } = mapSchemas(made, publish);
  const documents = Object.entries(definitions[TYPE]?.properties ?? {});
  return new Map(documents.map(([name, schema]) => [name, complete(name, schema, definitions)]));
}

/**
 * Says of a schema what TypeScript cannot: which texts are times and which numbers are whole. Leaves objects open, for a
 * minor release may add keys.
 */
function publish(
  { description, type, required, additionalProperties, ...schema }: Schema,
  key: string,
): Schema {
  const types = [type ?? []].flat();
  const [, format] = FORMATS.find(([pattern]) => pattern.test(key)) ?? [];
  const isWhole = !FRACTIONS.test(key);
  const named = types.map((one) => (one === 'number' && isWhole ? 'integer' : one));
  return {
    ...(description !== undefined && { description: plain(description) }),
    ...(types.length > 0 && { type: Array.isArray(type) ? named : named[0] }),
    ...(types.includes('string') && format !== undefined && { format }),
    ...schema,
    ...(required && { required: [...required].sort() }),
    ...(additionalProperties && { additionalProperties }),
  };
}

/** Doc comments have links to code, in brackets, and lines that were broken to fit. */
function plain(text: string): string {
  return text.replace(/ \( ?\{@link [^}]+\} ?\)/g, '').replace(/ {2,}/g, ' ');
}

/** Makes a schema a document of its own: with a title, with who prints it, and with what it refers to. */
function complete(
  name: string,
  { $ref, description: use, ...schema }: Schema,
  definitions: Readonly<Record<string, Schema>>,
): Schema {
  const target: Schema = $ref === undefined ? schema : (definitions[nameOf($ref)] ?? {});
  const { description = '', ...root } = target;
  const command = `\`cellbridge ${name} --json\``;
  const isCommand = COMMANDS.some(({ path }) => path.join(' ') === name);
  const isNamed = !isCommand || description.includes(command);
  const texts = [use, description, isNamed ? undefined : `Printed by ${command}.`];
  const used = [...reachable(root, definitions)].sort();
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: `cellbridge ${name}`,
    description: texts.filter(Boolean).join('\n\n'),
    ...root,
    ...(used.length > 0 && {
      definitions: Object.fromEntries(used.map((type) => [type, definitions[type] ?? {}])),
    }),
  };
}

/** The names of the types that a schema refers to, and those that these refer to. */
function reachable(root: Schema, definitions: Readonly<Record<string, Schema>>): Set<string> {
  const found = new Set<string>();
  const visit = (schema: Schema) => {
    mapSchemas(schema, (inner) => {
      const type = inner.$ref === undefined ? undefined : nameOf(inner.$ref);
      if (type !== undefined && !found.has(type)) {
        found.add(type);
        visit(definitions[type] ?? {});
      }
      return inner;
    });
  };
  visit(root);
  return found;
}

function nameOf(reference: string): string {
  return reference.replace('#/definitions/', '');
}
