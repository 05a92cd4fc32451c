import type { SchemaBinding } from '@cellbridge/database';
import { apiSchema, cellSchema } from '@cellbridge/schema';

const NOVA_TABLES = [...Object.keys(apiSchema.nova), ...Object.keys(cellSchema.nova)];

/** A table of Nova's or Cellbridge's, in any words and quotes in which a server names it. */
const SYNCED_TABLE = new RegExp(`(?<!\\w)(?:${NOVA_TABLES.join('|')}|cellbridge_\\w+)(?!\\w)`);

const SYNC =
  'Check that the URL names the right database, then run "cellbridge api-db sync" (for the API database) or "cellbridge db sync" (for cells).';

/** The remedies for a database that has not been synced. A sync creates no tables of other programs. */
export const syncRemedies: Required<Pick<SchemaBinding<unknown>, 'missingFile' | 'missingTable'>> =
  {
    missingFile:
      '"cellbridge api-db sync" makes an API database, "cellbridge db sync" those of cells.',
    missingTable: (text) => (SYNCED_TABLE.test(text) ? SYNC : undefined),
  };
