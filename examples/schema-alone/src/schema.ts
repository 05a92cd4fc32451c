/**
 * The program's own tables, in a PostgreSQL schema of their own: what drizzle-kit makes migrations from.
 * Nova's are used and not exported, so that it does not make them again.
 */
import { apiTables } from '@cellbridge/schema';
import { integer, pgSchema, serial, text } from 'drizzle-orm/pg-core';

const { instanceGroups } = apiTables('postgresql');

export const program = pgSchema('program');

export const remarks = program.table('remarks', {
  id: serial('id').primaryKey(),
  groupId: integer('group_id')
    .notNull()
    .references(() => instanceGroups.id),
  text: text('text').notNull(),
});
