import {
  CellbridgeError,
  ConnectionError,
  ConstraintError,
  DatabaseError,
  MissingTableError,
  openDatabase,
  redact,
  SequenceBehindError,
  UniqueViolationError,
} from '@cellbridge/database';
import { forEachDialect } from '@cellbridge/testing';
import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { postgresqlClassifier } from '../src/dialects/postgresql/classify.js';
import { classifySqlite } from '../src/dialects/sqlite/classify.js';

const POSTGRESQL_ERRORS: [code: string | undefined, message: string, expected: string][] = [
  ['28P01', 'password authentication failed', 'AUTHENTICATION_FAILED'],
  ['28000', 'no pg_hba.conf entry for host', 'AUTHENTICATION_FAILED'],
  ['3D000', 'database "x" does not exist', 'DATABASE_NOT_FOUND'],
  ['23505', 'duplicate key value violates unique constraint', 'UNIQUE_VIOLATION'],
  ['23502', 'null value in column', 'CONSTRAINT'],
  ['23P01', 'conflicting key value violates exclusion constraint', 'CONSTRAINT'],
  ['22001', 'value too long for type character varying(36)', 'CONSTRAINT'],
  ['22021', 'invalid byte sequence for encoding "UTF8": 0x00', 'CONSTRAINT'],
  ['54000', 'index row size 9000 exceeds maximum', 'CONSTRAINT'],
  ['40002', 'transaction integrity constraint violation', 'CONSTRAINT'],
  ['42P01', 'relation "x" does not exist', 'MISSING_TABLE'],
  ['42703', 'column "x" does not exist', 'MISSING_TABLE'],
  ['42501', 'permission denied for table x', 'PERMISSION'],
  ['25006', 'cannot execute INSERT in a read-only transaction', 'PERMISSION'],
  ['55P03', 'canceling statement due to lock timeout', 'BUSY'],
  ['57014', 'canceling statement due to statement timeout', 'TIMEOUT'],
  ['40001', 'could not serialize access', 'SERIALIZATION'],
  ['40P01', 'deadlock detected', 'SERIALIZATION'],
  ['40003', 'statement completion unknown', 'CONNECTION_FAILED'],
  ['53100', 'could not extend file', 'DISK_FULL'],
  ['53300', 'sorry, too many clients already', 'NO_CONNECTION_LEFT'],
  ['53400', 'configuration limit exceeded', 'CONNECTION_FAILED'],
  ['57P01', 'terminating connection due to administrator command', 'CONNECTION_FAILED'],
  ['57P03', 'the database system is starting up', 'CONNECTION_FAILED'],
  ['25P03', 'terminating connection due to idle-in-transaction timeout', 'CONNECTION_FAILED'],
  ['08006', 'connection failure', 'CONNECTION_FAILED'],
  ['26000', 'prepared statement "x" does not exist', 'CONNECTION_FAILED'],
  ['42P05', 'prepared statement "x" already exists', 'CONNECTION_FAILED'],
  ['NO_ANSWER', 'There was no answer for 65000 ms', 'CONNECTION_FAILED'],
  ['NOT_COMMITTED', 'The server answered ROLLBACK to a commit', 'CONNECTION_FAILED'],
  ['0A000', 'not supported', 'DATABASE'],
  ['42601', 'syntax error at or near "connect"', 'DATABASE'],
  ['XX000', 'the password is certain to be connected', 'DATABASE'],
  ['ECONNREFUSED', 'connect ECONNREFUSED 127.0.0.1:1', 'CONNECTION_FAILED'],
  ['EPIPE', 'write EPIPE', 'CONNECTION_FAILED'],
  ['ENOTFOUND', 'getaddrinfo ENOTFOUND host', 'CONNECTION_FAILED'],
  ['EPROTO', 'write EPROTO', 'CONNECTION_FAILED'],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', 'self-signed certificate', 'CONNECTION_FAILED'],
  ['CERT_HAS_EXPIRED', 'certificate has expired', 'CONNECTION_FAILED'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', "Host: x. is not in the cert's names", 'CONNECTION_FAILED'],
  [undefined, 'The server does not support SSL connections', 'CONNECTION_FAILED'],
  [undefined, 'Connection terminated unexpectedly', 'CONNECTION_FAILED'],
  [undefined, 'Connection terminated due to connection timeout', 'CONNECTION_FAILED'],
  [undefined, 'timeout expired', 'CONNECTION_FAILED'],
  [undefined, 'Client was closed and is not queryable', 'CONNECTION_FAILED'],
  [undefined, 'timeout exceeded when trying to connect', 'BUSY'],
  [undefined, 'SASL: SCRAM-SERVER-FINAL-MESSAGE: server signature', 'AUTHENTICATION_FAILED'],
  [undefined, 'Something else', 'DATABASE'],
];

/** Errors that share a SQLSTATE, from servers in any language. */
const BY_ROUTINE: [
  code: string,
  routine: string,
  message: string,
  expected: string,
  remedy: string,
][] = [
  [
    '0A000',
    'RevalidateCachedQuery',
    'gecachter Plan darf den Ergebnistyp nicht ändern',
    'CONNECTION_FAILED',
    'Try again.',
  ],
  [
    '0A000',
    'call_bool_check_hook',
    'kann den Read-Write-Modus während der Wiederherstellung nicht setzen',
    'PERMISSION',
    'a standby, which only reads; name the primary',
  ],
  [
    '25006',
    'PreventCommandDuringRecovery',
    'kann INSERT nicht während der Wiederherstellung ausführen',
    'PERMISSION',
    'a standby, which only reads; name the primary',
  ],
  [
    '25006',
    'PreventCommandIfReadOnly',
    'kann INSERT nicht in einer Read-Only-Transaktion ausführen',
    'PERMISSION',
    'Write in a transaction only',
  ],
  [
    '42501',
    'check_enable_rls',
    'Anfrage würde von Policy für Sicherheit auf Zeilenebene für Tabelle »t« betroffen sein',
    'PERMISSION',
    'bypassrls',
  ],
  ['42501', 'aclcheck_error', 'keine Berechtigung für Tabelle t', 'PERMISSION', 'Grant the user'],
];

const SQLITE_ERRORS: [code: string | undefined, message: string, expected: string][] = [
  ['SQLITE_BUSY', 'database is locked', 'BUSY'],
  ['SQLITE_BUSY_RECOVERY', 'database is locked', 'BUSY'],
  ['SQLITE_LOCKED', 'database table is locked', 'BUSY'],
  ['SQLITE_CONSTRAINT_UNIQUE', 'UNIQUE constraint failed: t.a', 'UNIQUE_VIOLATION'],
  ['SQLITE_CONSTRAINT_PRIMARYKEY', 'UNIQUE constraint failed: t.id', 'UNIQUE_VIOLATION'],
  ['SQLITE_CONSTRAINT_NOTNULL', 'NOT NULL constraint failed: t.a', 'CONSTRAINT'],
  ['SQLITE_CONSTRAINT_CHECK', 'CHECK constraint failed: a', 'CONSTRAINT'],
  ['SQLITE_TOOBIG', 'string or blob too big', 'CONSTRAINT'],
  ['SQLITE_NOTADB', 'file is not a database', 'NOT_A_DATABASE'],
  ['EISDIR', 'illegal operation on a directory', 'NOT_A_DATABASE'],
  ['SQLITE_CORRUPT', 'database disk image is malformed', 'NOT_A_DATABASE'],
  ['SQLITE_FULL', 'database or disk is full', 'DISK_FULL'],
  ['ENOSPC', 'no space left on device', 'DISK_FULL'],
  [undefined, 'Could not locate the bindings file. Tried:\n → /x.node', 'DRIVER_MISSING'],
  ['MODULE_NOT_FOUND', "Cannot find module '/x/better_sqlite3.node'", 'DRIVER_MISSING'],
  ['ERR_DLOPEN_FAILED', "'/x.node' was built using NODE_MODULE_VERSION 1", 'DRIVER_MISSING'],
  ['SQLITE_READONLY', 'attempt to write a readonly database', 'PERMISSION'],
  ['EACCES', 'permission denied', 'PERMISSION'],
  ['SQLITE_CANTOPEN', 'unable to open database file', 'DATABASE_NOT_FOUND'],
  ['ENOENT', 'no such file or directory', 'DATABASE_NOT_FOUND'],
  ['SQLITE_IOERR_WRITE', 'disk I/O error', 'CONNECTION_FAILED'],
  ['SQLITE_ERROR', 'no such table: t', 'MISSING_TABLE'],
  ['SQLITE_ERROR', 'no such column: a', 'MISSING_TABLE'],
  ['SQLITE_ERROR', 'table t has no column named a', 'MISSING_TABLE'],
  ['SQLITE_ERROR', 'near "no such table": syntax error', 'DATABASE'],
  [undefined, 'SQLite3 can only bind numbers, strings', 'DATABASE'],
];

const RETRYABLE = ['BUSY', 'TIMEOUT', 'SERIALIZATION', 'CONNECTION_FAILED', 'NO_CONNECTION_LEFT'];

function driverError(code: string | undefined, message: string): Error {
  return Object.assign(new Error(message), { code });
}

describe('Errors of the drivers', () => {
  const classify = postgresqlClassifier({ description: 'postgresql://host/nova' });

  test.each(POSTGRESQL_ERRORS)('postgresql %s: %s', (code, message, expected) => {
    const cause = driverError(code, message);
    const error = classify(cause);
    expect(error).toMatchObject({
      code: expected,
      cause,
      database: 'postgresql://host/nova',
      isRetryable: RETRYABLE.includes(expected),
    });
    expect(error.message).toContain(`postgresql://host/nova: ${message}`);
  });

  test.each(BY_ROUTINE)('postgresql %s %s: %s', (code, routine, message, expected, remedy) => {
    const error = classify(Object.assign(driverError(code, message), { routine }));
    expect(error).toMatchObject({ code: expected, isRetryable: RETRYABLE.includes(expected) });
    expect(error.message).toContain(remedy);
  });

  test.each([
    'cached plan must not change result type',
    'timeout exceeded when trying to connect',
    'There was no answer',
    'The server does not support SSL connections',
    'SASL',
    'Connection terminated unexpectedly',
  ])('the message of a server is never taken as its code: %s', (message) => {
    expect(classify(driverError('XX000', message)).code).toBe('DATABASE');
  });

  test.each(SQLITE_ERRORS)('sqlite %s: %s', (code, message, expected) => {
    const cause = driverError(code, message);
    expect(classifySqlite(cause, 'sqlite:///nova')).toMatchObject({
      code: expected,
      cause,
      isRetryable: RETRYABLE.includes(expected),
    });
  });

  test('a file that cannot be written: the remedy for an operator comes first', () => {
    const readOnly = driverError('SQLITE_READONLY', 'attempt to write a readonly database');
    const { message } = classifySqlite(readOnly, 'sqlite:///nova');
    expect(message).toContain('database. Check who may write to the file and its folder;');
  });

  test('a failure at several addresses reports the first', () => {
    const refused = driverError('ECONNREFUSED', 'connect ECONNREFUSED ::1:5432');
    const error = classify(new AggregateError([refused, refused]));
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error.message).toContain('ECONNREFUSED ::1:5432');
  });

  test('a lost answer to a commit says that the outcome is unknown', () => {
    const lost = driverError('ECONNRESET', 'read ECONNRESET');
    expect(classify(lost, 'commit').message).toContain('Whether the transaction was committed');
    expect(classify(lost, 'select 1').message).not.toContain('committed');
    const silence = driverError('NO_ANSWER', 'There was no answer for 65000 ms');
    expect(classify(silence, 'commit').message).toContain('Whether the transaction was committed');
    const ended = driverError('57014', 'canceling statement due to statement timeout');
    expect(classify(ended, 'commit')).toMatchObject({
      code: 'TIMEOUT',
      message: expect.not.stringContaining('committed'),
    });
  });

  test('a thrown value that is no error', () => {
    expect(classify('a text')).toBeInstanceOf(DatabaseError);
    expect(classify(undefined)).toBeInstanceOf(DatabaseError);
  });
});

/** Passwords that a URL may have. */
const PASSWORDS = ['ro', 'a', 'postgres', '1', '***', 'p@ss/w:rd%', 'two words', '%41', "it's"];

describe('A password', () => {
  const classify = postgresqlClassifier({ description: 'postgresql://nova:***@host/nova' });

  test.each(PASSWORDS)('%j is removed from URLs everywhere in an error', (password) => {
    const encoded = encodeURIComponent(password);
    const inner = new Error(`inner postgresql://nova:${password}@host/nova`);
    const cause = Object.assign(
      new Error(`at postgresql://nova:${password}@host/nova, ${encoded}`, { cause: inner }),
      { detail: `Failing row contains (1, mysql://nova:${encoded}@host/nova).` },
    );
    const each = new Error(`host=h password=${encoded}`);
    const error = classify(cause);
    classify(new AggregateError([each]));
    expect(error.message).toContain(`at postgresql://nova:***@host/nova, ${encoded}`);
    expect(cause.stack).toContain('at postgresql://nova:***@host/nova');
    expect(cause.detail).toBe('Failing row contains (1, mysql://nova:***@host/nova).');
    expect(inner.message).toBe('inner postgresql://nova:***@host/nova');
    expect(each.message).toBe('host=h password=***');
  });

  test('changes no other word of an error', () => {
    const message = 'role "postgres" has no table cellbridge_progress at 10.0.0.1 (a "ro")';
    const error = classify(Object.assign(new Error(message), { code: '42P01' }));
    expect(error.message).toContain(`postgresql://nova:***@host/nova: ${message}.`);
    expect((error.cause as Error).stack).toContain(message);
  });

  test.each([
    ['postgresql://nova:secret@host/nova', 'postgresql://nova:***@host/nova'],
    ['postgresql+psycopg2://nova:se:c@re/t@host/n', 'postgresql+psycopg2://nova:***@host/n'],
    [
      'at postgres://a:b@c/d and mysql://e:f@g/h?',
      'at postgres://a:***@c/d and mysql://e:***@g/h?',
    ],
    ['postgresql://h/d?user=a&password=b%20c&x=y', 'postgresql://h/d?user=a&password=***&x=y'],
    ['postgresql://no@va:secret@host/nova', 'postgresql://no@va:***@host/nova'],
    ['postgresql://h/d?password=b: failed', 'postgresql://h/d?password=***: failed'],
    ['postgresql://h/d?password=b:c', 'postgresql://h/d?password=***'],
    [
      'Use postgresql://user:password@host/database.',
      'Use postgresql://user:password@host/database.',
    ],
    ['postgresql://user:password@host/databases', 'postgresql://user:***@host/databases'],
    ['postgresql://user:password@host/database:b@c/d', 'postgresql://user:***@c/d'],
    ['postgresql://user:secret@host/database', 'postgresql://user:***@host/database'],
    ["host=h password='a b' dbname=d", 'host=h password=*** dbname=d'],
    ['mysql://h/d?user=a&passwd=b', 'mysql://h/d?user=a&passwd=***'],
    ['"postgresql://nova:two words@host/nova"', '"postgresql://nova:***@host/nova"'],
    ['postgresql://host:5432/nova: no user a@b', 'postgresql://host:5432/nova: no user a@b'],
    ['postgresql://nova:54 32@host/nova', 'postgresql://nova:***@host/nova'],
    ['sqlite:////srv/nova.sqlite', 'sqlite:////srv/nova.sqlite'],
    ['postgresql://host:5432/nova', 'postgresql://host:5432/nova'],
  ])('redact(%j)', (text, expected) => {
    expect(redact(text)).toBe(expected);
  });
});

describe('A key that already exists', () => {
  const classify = postgresqlClassifier({ description: 'postgresql://host/nova' });
  const report = (fields: object) =>
    Object.assign(new Error('duplicate key value violates unique constraint'), {
      code: '23505',
      schema: 'public',
      table: 'instance_groups',
      constraint: 'instance_groups_pkey',
      detail: 'Key (id)=(401) already exists.',
      ...fields,
    });

  test.each([
    {},
    { detail: 'Schlüssel »(id)=(401)« existiert bereits.' },
    { constraint: 'idx_16389_primary' },
  ])('is the fault of the sequence: %o', (fields) => {
    const error = classify(report(fields));
    expect(error).toBeInstanceOf(SequenceBehindError);
    expect(error.message).toContain('instance_groups_id_seq');
    expect(error.message).toContain(
      `run "select setval(pg_get_serial_sequence('public.instance_groups', 'id'), max(id)) from public.instance_groups;"`,
    );
  });

  test('names the table so that the statement works', () => {
    expect(classify(report({ schema: "Nova's" })).message).toContain(
      `pg_get_serial_sequence('"Nova''s".instance_groups', 'id'), max(id)) from "Nova's".instance_groups;`,
    );
  });

  test.each([
    { constraint: 'uniq_instance_groups0uuid', detail: 'Key (uuid)=(a) already exists.' },
    { constraint: 'cellbridge_claims_pkey', detail: 'Key (id)=(0f8a5f3e-6f0c) already exists.' },
    { constraint: 'uniq_instance_groups0id' },
    { constraint: 'instance_groups_pkey', detail: undefined },
  ])('is the fault of the inserted row: %o', (fields) => {
    expect(classify(report(fields))).toBeInstanceOf(UniqueViolationError);
  });
});

describe('isInstance', () => {
  test('recognizes a class, its base classes, and those of another copy', () => {
    const error = new UniqueViolationError('There is one.');
    expect(UniqueViolationError.isInstance(error)).toBe(true);
    expect(CellbridgeError.isInstance(error)).toBe(true);
    expect(ConstraintError.isInstance(error)).toBe(false);
    const marker = Symbol.for('cellbridge.error');
    const copy = { [marker]: true, code: 'UNIQUE_VIOLATION' };
    expect(UniqueViolationError.isInstance(copy)).toBe(true);
    for (const other of [new Error('x'), null, undefined, 'x', {}]) {
      expect(CellbridgeError.isInstance(other)).toBe(false);
    }
  });

  test('tells classes apart that a minifier has given the same name', () => {
    const One = class a extends CellbridgeError {
      static override readonly code = 'ONE';
    };
    const Other = class a extends CellbridgeError {
      static override readonly code = 'OTHER';
    };
    expect(One.isInstance(new One('It failed.'))).toBe(true);
    expect(Other.isInstance(new One('It failed.'))).toBe(false);
  });
});

forEachDialect('A refused statement', (harness) => {
  test.each([
    ['insert into t (id) values (1)', UniqueViolationError],
    ['insert into t (id, name) values (2, null)', ConstraintError],
    ["insert into t (id, name) values (3, 'bad')", ConstraintError],
    ['insert into t (id, other) values (4, 5)', MissingTableError],
    ['select * from missing', MissingTableError],
    ['select missing from t', MissingTableError],
    ['selec 1', DatabaseError],
  ] as const)('%s', async (text, expected) => {
    const raw = harness.open(await harness.createDatabaseUrl());
    const name = "name varchar(20) NOT NULL DEFAULT 'x' CHECK (name <> 'bad')";
    await raw.query(`CREATE TABLE t (id integer NOT NULL UNIQUE, ${name})`);
    await raw.query('INSERT INTO t (id) VALUES (1)');
    await using database = await openDatabase(raw.url);
    const attempt = database.transaction((transaction) => transaction.run(sql.raw(text)));
    const error = await attempt.catch((error: unknown) => error);
    expect(error).toBeInstanceOf(expected);
    const { message, cause, database: name_ } = error as CellbridgeError;
    expect(message).toContain(database.description);
    expect(message).toMatch(/[.]$/);
    expect(cause).toBeInstanceOf(Error);
    expect(name_).toBe(database.description);
  });
});
