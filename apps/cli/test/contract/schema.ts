/** A JSON Schema (draft-07), as far as ours use it. */
export interface Schema {
  readonly $schema?: string;
  readonly $ref?: string;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false | Schema;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly definitions?: Readonly<Record<string, Schema>>;
}

/**
 * Changes a schema and all schemas in it, the innermost first.
 *
 * @param change gets the key of the document that a schema is of, too; '' where there is none.
 */
export function mapSchemas(
  schema: Schema,
  change: (schema: Schema, key: string) => Schema,
  key = '',
): Schema {
  const { properties, definitions, additionalProperties, items, anyOf } = schema;
  const inside = (inner: Schema) => mapSchemas(inner, change, key);
  const each = (schemas: Readonly<Record<string, Schema>>, isOfKeys: boolean) =>
    Object.fromEntries(
      Object.entries(schemas).map(([name, inner]) => [
        name,
        mapSchemas(inner, change, isOfKeys ? name : ''),
      ]),
    );
  const changed = {
    ...schema,
    ...(properties && { properties: each(properties, true) }),
    ...(additionalProperties && { additionalProperties: inside(additionalProperties) }),
    ...(items && { items: inside(items) }),
    ...(anyOf && { anyOf: anyOf.map(inside) }),
    ...(definitions && { definitions: each(definitions, false) }),
  };
  return change(changed, key);
}
