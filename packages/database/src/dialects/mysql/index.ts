import type { DatabaseKind } from '../../database-kind.js';
import { mysqlDialect } from './dialect.js';
import { loadMysqlDriver } from './driver.js';
import { openMysql } from './open.js';
import { readMysqlUrl } from './parse-url.js';

/** MySQL and MariaDB: a server. */
export const mysql: DatabaseKind = {
  dialect: mysqlDialect,
  schemes: ['mysql', 'mariadb'],
  exampleUrls: ['mysql://user:password@host/database'],

  readUrl(parts, remedy) {
    const url = readMysqlUrl(parts, remedy);
    const { description, host, port, socketPath, database } = url;
    return {
      description,
      file: null,
      places: () => [JSON.stringify([socketPath ?? `${host.toLowerCase()}:${port}`, database])],
      open: async (options, schema) => {
        await loadMysqlDriver();
        return await openMysql(url, options, schema);
      },
    };
  },
};
