import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: 'src/schema.ts',
  out: 'drizzle',
  // Where "push" looks: what it finds there and in no file of the program's, it deletes.
  schemaFilter: ['program'],
  dbCredentials: { url: process.env['CELLBRIDGE_API_DB'] ?? '' },
});
