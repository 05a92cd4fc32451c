import type { Session, Transaction } from '@cellbridge/database';
import type { SchemaDefinition } from '@cellbridge/schema';
import { type SQL, sql } from 'drizzle-orm';
import { isDone, type Migration, statementsOf } from './migrations.js';
import { homeOf } from './rights.js';
import { runDefinition } from './run-definition.js';
import { BOOKKEEPING, type SchemaState } from './schema-state.js';

/** Reads the state of a database, and refuses it if something is missing. */
type Look = (transaction: Transaction) => Promise<SchemaState>;

/**
 * Drops, creates and records what a database lacks, besides indexes. @returns its state before.
 *
 * If the database can undo it, it is one transaction. If not, each step commits by itself, and a sync that is lost
 * on its way leaves a part: the migrations are recorded as begun before their first statement, and as applied after
 * the last one. The next sync runs them again, and passes over what is there.
 */
export async function upgrade(
  session: Session,
  definition: SchemaDefinition,
  migrations: readonly Migration[],
  look: Look,
): Promise<SchemaState> {
  const { transactionalDdl } = session.dialect;
  const isRecording = ({ toRecord }: SchemaState) => toRecord.length > 0;
  if (transactionalDdl) {
    return await session.transaction(async (transaction) => {
      const state = await look(transaction);
      await placeTables(transaction, definition, state);
      for (const statement of stepsOf(state, migrations)) await transaction.run(statement);
      if (isRecording(state)) {
        await transaction.run(makeBookkeeping(session));
        await record(transaction, state, new Date().toISOString());
      }
      return state;
    });
  }
  const state = await session.transaction(look);
  if (isRecording(state)) {
    await runDefinition(session, makeBookkeeping(session));
    await session.transaction(async (transaction) => {
      await transaction.run(sql`delete from ${sql.identifier(BOOKKEEPING)} where applied_at = ''`);
      await record(transaction, state, '');
    });
  }
  for (const statement of stepsOf(state, migrations, (text) => !isDone(text, state.catalogue))) {
    await runDefinition(session, statement);
  }
  if (isRecording(state)) await session.transaction(complete);
  return state;
}

/** Lets new tables go to the schema of Nova's. */
async function placeTables(
  transaction: Transaction,
  definition: SchemaDefinition,
  { catalogue }: SchemaState,
): Promise<void> {
  const { schema } = homeOf(definition, catalogue);
  const { shared } = transaction.dialect.inspection;
  if (shared && schema !== null && schema !== catalogue.schema) {
    await transaction.all(shared.makeIn(schema));
  }
}

/** Returns the statements that drop and create tables, or those of them that a condition lets through. */
function stepsOf(
  { toDrop, toMake, toRun }: SchemaState,
  [first]: readonly Migration[],
  isStep: (statement: string) => boolean = () => true,
): SQL[] {
  const statements = [
    ...(first ? statementsOf(first, toMake) : []),
    ...toRun.flatMap(({ statements }) => statements),
  ];
  return [
    ...toDrop.map((table) => sql`drop table ${sql.identifier(table)}`),
    ...statements.filter(isStep).map((statement) => sql.raw(statement)),
  ];
}

function makeBookkeeping({ dialect }: Session): SQL {
  return sql`
    create table if not exists ${sql.identifier(BOOKKEEPING)} (
      tag varchar(255) not null primary key,
      hash varchar(64) not null,
      adopted integer not null,
      applied_at varchar(32) not null
    )${sql.raw(dialect.inspection.tableOptions)}`;
}

/** Records migrations. One that is not run counts as adopted: Nova has already created its tables. */
async function record(
  transaction: Transaction,
  { toRun, toRecord }: SchemaState,
  appliedAt: string,
): Promise<void> {
  for (const migration of toRecord) {
    const { tag, hash } = migration;
    await transaction.run(sql`
      insert into ${sql.identifier(BOOKKEEPING)} (tag, hash, adopted, applied_at)
      values (${tag}, ${hash}, ${toRun.includes(migration) ? 0 : 1}, ${appliedAt})`);
  }
}

/** Completes what {@link record} has begun. */
async function complete(transaction: Transaction): Promise<void> {
  await transaction.run(sql`
    update ${sql.identifier(BOOKKEEPING)} set applied_at = ${new Date().toISOString()}
    where applied_at = ''`);
}
