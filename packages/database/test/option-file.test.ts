/** What the URLs of TripleO, OpenStack on OpenShift and DevStack say of TLS. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InvalidUrlError } from '@cellbridge/database';
import { afterAll, describe, expect, test } from 'vitest';
import { readMysqlUrl } from '../src/dialects/mysql/parse-url.js';
import { tlsOf } from '../src/dialects/mysql/tls.js';
import { splitUrl, type UrlParts } from '../src/sqlalchemy-url.js';

const folder = mkdtempSync(join(tmpdir(), 'cellbridge-option-file-'));
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

/** How a connection is encrypted with this query in its URL. */
function tlsWith(query: string) {
  const url = readMysqlUrl(splitUrl(`mysql+pymysql://nova:x@db/nova?${query}`) as UrlParts, '');
  return tlsOf(url, undefined);
}

describe('The option file of a MySQL URL', () => {
  const authorities = write('ca.pem', 'authorities');
  const others = write('others.pem', 'other authorities');
  const checked = { rejectUnauthorized: true, verifyIdentity: true };
  const plain = write('plain.cnf', '[client]\nssl=0\nport = 1\n');
  const client = write(
    'client.cnf',
    `!includedir /etc/my.cnf.d\n[mysqld]\nssl-ca=/not/this\n[client]\n# ssl-ca=/nor/this\nssl=1\nssl-ca = '${authorities}'\n`,
  );
  const group = write(
    'group.cnf',
    `[tripleo]\nbind-address=172.17.0.10\nssl_ca=${others}\nssl-cipher=A\n`,
  );

  test.each([
    ['without options for TLS', `read_default_file=${plain}`, undefined],
    ['of the group "client"', `read_default_file=${client}`, { ca: 'authorities', ...checked }],
    [
      'of another group',
      `read_default_file=${group}&read_default_group=tripleo`,
      { ca: 'other authorities', ciphers: 'A', ...checked },
    ],
    ['without the group', `read_default_file=${client}&read_default_group=tripleo`, undefined],
    [
      'beside parameters, which win',
      `ssl_ca=${others}&ssl_check_hostname=false&read_default_file=${client}`,
      { ca: 'other authorities', rejectUnauthorized: true, verifyIdentity: false },
    ],
  ])('%s', (_, query, expected) => {
    expect(tlsWith(query)).toEqual(expected);
  });

  test('a file that is not there is an error: TLS is never dropped unnoticed', () => {
    expect(() => tlsWith(`read_default_file=${join(folder, 'none.cnf')}`)).toThrow(InvalidUrlError);
    const path = write('path.cnf', '[client]\nssl-capath=/etc/ssl\n');
    expect(() => tlsWith(`read_default_file=${path}`)).toThrow('ssl-capath');
  });

  test('a plugin of SQLAlchemy is passed over', () => {
    expect(tlsWith('charset=utf8&plugin=dbcounter')).toBeUndefined();
  });
});
