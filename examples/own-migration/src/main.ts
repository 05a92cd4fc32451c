/** Runs an online migration of this program's own, beside that of the instance groups. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApiDatabase, syncApiDatabase } from '@cellbridge/db-api';
import { instanceGroupsMigration, runOnlineDataMigrations } from '@cellbridge/migrator';
import { Deployment } from '@cellbridge/objects';
import { sql } from 'drizzle-orm';
import { foldNotes } from './fold-notes.js';

const folder = await mkdtemp(join(tmpdir(), 'own-migration-'));
const url = `sqlite:///${join(folder, 'api.sqlite')}`;
const database = await openApiDatabase(url, { create: true });
await syncApiDatabase(database);
await database.transaction(async (transaction) => {
  await transaction.run(sql`create table notes (id integer primary key, text text)`);
  await transaction.run(sql`create table remarks (id integer primary key, text text)`);
  for (let number = 1; number <= 250; number += 1) {
    await transaction.run(sql`insert into notes (text) values (${`note ${number}`})`);
  }
});
await database.close();

const deployment = await Deployment.open({ api: url });
const migrations = [instanceGroupsMigration, foldNotes];
for (let outcome = 'more'; outcome === 'more'; ) {
  const report = await runOnlineDataMigrations(deployment, migrations, { maxCount: 100 });
  outcome = report.outcome;
  for (const { name, found, done } of report.migrations) console.log(`${name}: ${found}, ${done}`);
}
await deployment.close();
await rm(folder, { recursive: true });
