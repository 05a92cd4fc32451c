/** What a request may hold, by microversion. */
import type { Microversion } from './microversion.js';

const HARD = ['anti-affinity', 'affinity'];
const ALL = [...HARD, 'soft-anti-affinity', 'soft-affinity'];

/** Printable, of the Basic Multilingual Plane, no space at either end. */
const name = {
  type: 'string',
  minLength: 1,
  maxLength: 255,
  pattern: '^(?!\\s)[^\\p{C}\\p{Zl}\\p{Zp}\\u{FFFF}-\\u{10FFFF}]+(?<!\\s)$',
};
/** As a number, or as its digits. */
const positiveInteger = {
  type: ['integer', 'string'],
  minimum: 1,
  pattern: '^0*[1-9][0-9]*$',
};
const nonNegativeInteger = { type: 'string', pattern: '^[0-9]+$' };

function createWith(properties: object, required: string[]) {
  return {
    type: 'object',
    required: ['server_group'],
    additionalProperties: false,
    properties: {
      server_group: {
        type: 'object',
        required: ['name', ...required],
        additionalProperties: false,
        properties: { name, ...properties },
      },
    },
  };
}

function policies(names: readonly string[]) {
  return {
    policies: { type: 'array', minItems: 1, maxItems: 1, items: { type: 'string', enum: names } },
  };
}

const CREATE = {
  since2_1: createWith(policies(HARD), ['policies']),
  since2_15: createWith(policies(ALL), ['policies']),
  since2_64: createWith(
    {
      policy: { type: 'string', enum: ALL },
      rules: {
        type: 'object',
        additionalProperties: false,
        properties: { max_server_per_host: positiveInteger },
      },
    },
    ['policy'],
  ),
};

/** The body that creates a group. */
export function createSchema({ minor }: Microversion): object {
  if (minor >= 64) return CREATE.since2_64;
  return minor >= 15 ? CREATE.since2_15 : CREATE.since2_1;
}

/** The same in every version, for the description. */
export const anyCreateSchema = { anyOf: Object.values(CREATE) };

const INDEX_PARAMETERS = {
  all_projects: { type: 'array', items: { type: 'string' } },
  limit: { type: 'array', items: nonNegativeInteger },
  offset: { type: 'array', items: nonNegativeInteger },
};

const INDEX = {
  since2_1: { type: 'object', properties: INDEX_PARAMETERS },
  since2_75: { type: 'object', properties: INDEX_PARAMETERS, additionalProperties: false },
};

/** The parameters of a list, each as a list of what was given. */
export function indexSchema({ minor }: Microversion): object {
  return minor >= 75 ? INDEX.since2_75 : INDEX.since2_1;
}

const SHOW = {
  since2_1: { type: 'object' },
  since2_102: { type: 'object', additionalProperties: false },
};

/** The parameters of one group: none. */
export function showSchema({ minor }: Microversion): object {
  return minor >= 102 ? SHOW.since2_102 : SHOW.since2_1;
}

/** A group as it is answered with, in every version. */
export const groupSchema = {
  type: 'object',
  required: ['id', 'members'],
  properties: {
    id: { type: 'string' },
    name: { type: ['string', 'null'] },
    policies: { type: 'array', items: { type: 'string' }, description: 'to 2.63' },
    metadata: { type: 'object', description: 'to 2.63' },
    policy: { type: ['string', 'null'], description: 'since 2.64' },
    rules: {
      type: 'object',
      properties: { max_server_per_host: { type: 'integer' } },
      description: 'since 2.64',
    },
    members: { type: 'array', items: { type: 'string' } },
    project_id: { type: ['string', 'null'], description: 'since 2.13' },
    user_id: { type: ['string', 'null'], description: 'since 2.13' },
  },
};
