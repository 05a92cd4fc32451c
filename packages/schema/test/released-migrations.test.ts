import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { apiSchema, cellSchema } from '../src/index.js';

/**
 * SHA-256 of each SQL migration. A released migration is never edited, because databases that already have it
 * would differ from those that get it later. The next migration fixes a mistake. A new migration gets its line
 * with the release that brings it.
 */
const RELEASED = {
  'api/mysql/0000_nova.sql': 'ed775fd57004835f632ca539f758e5e11133599b32242c9f74ad04e88a1e125b',
  'api/mysql/0001_cellbridge.sql':
    'fb108089c6b9af58fc2769a0fcfa3a64394c9a7fe98a94462ab171e88339567b',
  'api/mysql/0002_evidence.sql': '61f5aae364383d8abbaa6ddcba32eb7718a752c9f480e13f5c17697dd6cdc7da',
  'api/mysql/0003_adopted_content.sql':
    'a41c0457b38a47e4bb3dd9fbf126187123df4a473b9810b4995a81046ac8f00c',
  'api/mysql/0004_heartbeat.sql':
    'a4fade8cfb3d7488a13122d97bbb0ad7142ade5621ed9c91c36b281ac14c19fd',
  'api/mysql/0005_claim_node.sql':
    'd8f33b62727f68660a2a532999470793d4d2f0f00ff4097e5b8e89c48330c414',
  'api/mysql/0006_steering.sql': '244875155bd3bbf4977d0eb63755066a17c0790479bf2c740a6b285c4e4d5d71',
  'api/mysql/0007_rate.sql': 'c2101be61ae4b82b279532cec5a01e0949291f1924e9ade26016534bfc093f6c',
  'api/postgresql/0000_nova.sql':
    '5a2825b85330819c2bdbba793717cf99018b440c3b3610dd1519e4ced3399e24',
  'api/postgresql/0001_cellbridge.sql':
    'c93dd8580bdb8b130cb9dd0c4c6d963e2ef866b6b2e7dbcefb9277486b180235',
  'api/postgresql/0002_evidence.sql':
    '1bbd3e16a652506c4eb9822b6d3b1976fe5017dc6a50b005dd4abf6347dda85d',
  'api/postgresql/0003_adopted_content.sql':
    '2173a17770235e6e93384bbaabcb19c04832083f6180e0108075ab0d9cd32c23',
  'api/postgresql/0004_heartbeat.sql':
    '2b9774f20a7c00dc81e54fb9dc821a932d99e80eaec87550d8e65fab6dd33cb8',
  'api/postgresql/0005_claim_node.sql':
    '1b5078618a632f8568708e18b032e480a44df3bca888ad4348af167369503582',
  'api/postgresql/0006_steering.sql':
    'b3ccf8e907188e006fca66dbee2b04694ccf5432c4615721a3d120f7a99ddec4',
  'api/postgresql/0007_rate.sql':
    '0734c90623b872ba435c8830e21e77fb7c8ae53721067e5efd701af35b6dade4',
  'api/sqlite/0000_nova.sql': '6a180dacaa7e2b5271219134214b394fe68fdb038c7af84d2033fdc1157ca8ae',
  'api/sqlite/0001_cellbridge.sql':
    '68f1b50878377ee3ad25374c05a9f70585155336d875193b363e4b929b67c148',
  'api/sqlite/0002_evidence.sql':
    '1658b0c8134c30e7c82a5a684ef1a62ac4d5e18ac45cad6909a823841c1825fc',
  'api/sqlite/0003_adopted_content.sql':
    '202854ac32a611e03a08ccf2e1a6e5976fc2e8256112e7dec8ad2a3d9b57fbcf',
  'api/sqlite/0004_heartbeat.sql':
    'a769e1489db7b2342bb6b0649eabf763a42e25c30139d83dbdd032bc26fbeca4',
  'api/sqlite/0005_claim_node.sql':
    '00aef9c5f726a0227d32a3b68b40bb91ee5a9da8be13809fbb468af2f6b05a75',
  'api/sqlite/0006_steering.sql':
    '51c9e28c373bb03ea82319dd909f397d300275b2f44e5daa3502eb3cb176fe16',
  'api/sqlite/0007_rate.sql': 'a79a2f5ea89c90cb523d9034b1198cce9ab7fbcdff6859aaf91ccc4cd710c8b1',
  'cell/mysql/0000_nova.sql': 'fd2600cee01a4eea261dc7c874185dc66dbb60035a5e2a441b1a91b711e942cf',
  'cell/postgresql/0000_nova.sql':
    '37d2d6f934dc545e5c55aa33f3bc33ac8b5df6aabf1ea077e4acd695accb9129',
  'cell/sqlite/0000_nova.sql': 'fa0fec6c16353ddf31a08fcaf581be9d90963663fa53445c3d04a8c6210c6582',
};

test('the SQL migrations are unchanged since their release', () => {
  const found = [apiSchema, cellSchema].flatMap(({ name, migrations }) =>
    Object.entries(migrations).flatMap(([dialect, ofDialect]) =>
      ofDialect.map(({ tag, text }) => {
        const digest = createHash('sha256').update(text).digest('hex');
        return [`${name}/${dialect}/${tag}.sql`, digest];
      }),
    ),
  );
  expect(Object.fromEntries(found)).toEqual(RELEASED);
});
