import type { DialectName } from '@cellbridge/testing';

/** Statements that have each update of a member's row take so many seconds. */
export const SLOW_UPDATES: Readonly<Partial<Record<DialectName, (seconds: number) => string[]>>> = {
  postgresql: (seconds) => [
    `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql
     AS $$ BEGIN PERFORM pg_sleep(${seconds}); RETURN NEW; END $$`,
    `CREATE TRIGGER slow BEFORE UPDATE ON instance_group_member
     FOR EACH ROW EXECUTE FUNCTION slow()`,
  ],
  mysql: (seconds) => [
    `CREATE TRIGGER slow BEFORE UPDATE ON instance_group_member
     FOR EACH ROW SET @slept = sleep(${seconds})`,
  ],
};
