import { DriverMissingError } from '@cellbridge/database';
import pg from 'pg';
import { expect, test } from 'vitest';
import { refuseOldDriver } from '../src/dialects/postgresql/driver.js';

test('a pg that does not report an open transaction is refused, with the version to install', () => {
  expect(() => refuseOldDriver({ Client: class {} })).toThrow(DriverMissingError);
  expect(() => refuseOldDriver({ Client: class {} })).toThrow('run "npm install pg@8"');
  expect(() => refuseOldDriver(pg)).not.toThrow();
});
