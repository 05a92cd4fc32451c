/** A program's own tables, beside Nova's: what drizzle-kit makes migrations from. */
import { apiTables } from '@cellbridge/schema';
import { integer, pgTable, serial, text } from 'drizzle-orm/pg-core';

export const { instanceGroups } = apiTables('postgresql');

export const remarks = pgTable('remarks', {
  id: serial('id').primaryKey(),
  groupId: integer('group_id')
    .notNull()
    .references(() => instanceGroups.id),
  text: text('text').notNull(),
});
