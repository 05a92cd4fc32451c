/** Builds a query over a table of Nova's and one of the program's own, and prints its text. */
import { apiTables } from '@cellbridge/schema';
import { eq } from 'drizzle-orm';
import { QueryBuilder } from 'drizzle-orm/pg-core';
import { remarks } from './schema.js';

const { instanceGroups } = apiTables('postgresql');

const query = new QueryBuilder()
  .select({ name: instanceGroups.name, text: remarks.text })
  .from(remarks)
  .innerJoin(instanceGroups, eq(instanceGroups.id, remarks.groupId));
console.log(query.toSQL().sql);
