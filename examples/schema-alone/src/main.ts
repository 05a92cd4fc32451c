/** Builds a query over both, and prints its text. */
import { eq } from 'drizzle-orm';
import { QueryBuilder } from 'drizzle-orm/pg-core';
import { instanceGroups, remarks } from './schema.js';

const query = new QueryBuilder()
  .select({ name: instanceGroups.name, text: remarks.text })
  .from(remarks)
  .innerJoin(instanceGroups, eq(instanceGroups.id, remarks.groupId));
console.log(query.toSQL().sql);
