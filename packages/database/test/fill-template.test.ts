import { describe, expect, test } from 'vitest';
import { fillTemplate } from '../src/fill-template.js';

const WHOLE = '{scheme}://{username}:{password}@{hostname}:{port}/{path}?{query}';
const ALL = '{scheme}|{username}|{password}|{hostname}|{port}|{path}|{query}|{fragment}';

describe("fillTemplate, as Nova's CellMapping.format_db_url,", () => {
  test.each([
    // The examples of Nova's documentation and of its unit tests.
    [
      'rabbit://{username}:{password}@otherhost/{path}',
      'rabbit://bob:s3kret@myhost:123/nova?sync=true#extra',
      'rabbit://bob:s3kret@otherhost/nova',
    ],
    [
      'mysql+pymysql://{username}:{password}@mycell1dbhost/nova',
      'mysql+pymysql://service1:foo@myapidbhost/nova_cell0',
      'mysql+pymysql://service1:foo@mycell1dbhost/nova',
    ],
    [
      '{scheme}://not{username}:{password}@{hostname}:1{port}/{path}?{query}&flavor=coolranch#{fragment}',
      'sqlite://bob:s3kret@localhost:123/nova?munchies=doritos#baz',
      'sqlite://notbob:s3kret@localhost:1123/nova?munchies=doritos&flavor=coolranch#baz',
    ],
    [
      '{scheme}://not{username2}:{password1}@{hostname2}:1{port1}/{path}?{query}#{fragment}',
      'rabbit://alice:n0ts3kret@otherhost:456,bob:s3kret@localhost:123/nova?munchies=doritos#baz',
      'rabbit://notbob:n0ts3kret@localhost:1456/nova?munchies=doritos#baz',
    ],
    [
      '{scheme}://not{username2}:{password1}@[{hostname2}]:1{port1}/{path}',
      'rabbit://alice:n0ts3kret@otherhost:456,bob:s3kret@[1:2::7]:123/nova?munchies=doritos#baz',
      'rabbit://notbob:n0ts3kret@[1:2::7]:1456/nova',
    ],
    [
      '{scheme}://not{username1}:{password2}@{hostname2}:1{port2}/{path}',
      'rabbit://alice@otherhost,bob:s3kret@localhost:123/nova?munchies=doritos#baz',
      'rabbit://notalice:s3kret@localhost:1123/nova',
    ],
    [
      '{scheme}://not{username2}:{password2}@{hostname1}:1{port2}/{path}',
      'rabbit://otherhost,bob:s3kret@localhost:123/nova?munchies=doritos#baz',
      'rabbit://notbob:s3kret@otherhost:1123/nova',
    ],
    // With every part, and no query to fill in.
    [
      WHOLE,
      'mysql+pymysql://nova:pw@10.0.0.1:3306/nova',
      'mysql+pymysql://nova:pw@10.0.0.1:3306/nova?',
    ],
  ])('fills %j from %j', (template, connection, filled) => {
    expect(fillTemplate(template, connection)).toBe(filled);
  });

  test.each([
    ['mysql://db/nova', 'mysql|None|None|db|None|nova||'],
    ['mysql://u@db/nova', 'mysql|u|None|db|None|nova||'],
    ['mysql://:@db:/nova', 'mysql|||db|None|nova||'],
    ['mysql://u:p@', 'mysql|u|p|None|None|||'],
    ['sqlite:////var/lib/nova.db', 'sqlite|None|None|None|None|var/lib/nova.db||'],
    ['MySQL+PyMySQL://U:P@DB.Org:03306/Nova', 'mysql+pymysql|U|P|db.org|3306|Nova||'],
    ['mysql://n%41:p%40w%2F@db/no%20va?a=%26', 'mysql|n%41|p%40w%2F|db|None|no%20va|a=%26|'],
    ['mysql://u:p@w:d@db:1/nova', 'mysql|u|p@w:d|db|1|nova||'],
    ['mysql://u:p@[FE80::1%Eth0]:1/nova', 'mysql|u|p|fe80::1%Eth0|1|nova||'],
    ['mysql://u:p@db/nova?a=1?b#c#d', 'mysql|u|p|db|None|nova|a=1?b|c#d'],
    // Python ends the host at the first of / ? #, where SQLAlchemy goes on to the @.
    ['mysql://u:1/p@db/nova', 'mysql|None|None|u|1|p@db/nova||'],
    ['  mysql://u:p@db/nova\n', 'mysql|u|p|db|None|nova||'],
  ])('takes %j apart into %s', (connection, parts) => {
    expect(fillTemplate(ALL, connection)).toBe(parts);
  });

  test.each([
    ['{{{path}}}', '{nova}'],
    ['a{{b}}c', 'a{b}c'],
    ['none:///', 'none:///'],
    ['', ''],
    ['mysql://u:p@h/d', 'mysql://u:p@h/d'],
  ])('makes %j %j', (template, filled) => {
    expect(fillTemplate(template, 'mysql://u:p@db/nova')).toBe(filled);
  });

  test.each([
    ['an unknown field', '{scheme}://{user}@db'],
    ['a field of one of several servers', '{scheme}://{username1}@db'],
    ['a single brace', 'mysql://u:a{b@{hostname}/nova'],
    ['a brace in the password of a whole URL', 'mysql://u:a}b@db/nova'],
    ['a field without a name', '{}://{0}'],
  ])('leaves alone a text with %s', (_, template) => {
    expect(fillTemplate(template, 'mysql://u:p@db:1/nova')).toBe(template);
  });

  test.each([
    undefined,
    'mysql://u:p@db:port/nova',
    'mysql://u:p@db:65536/nova',
    'mysql://a,b:x@c:y',
  ])('leaves every text alone if the connection is %j', (connection) => {
    for (const text of [WHOLE, 'a{{b}}c']) expect(fillTemplate(text, connection)).toBe(text);
  });
});
