/** Texts that a database would refuse, because its columns are of another kind than those that the texts come from. */

import type { Reader, TextColumnRow } from '@cellbridge/database';

/** What the columns of texts hold, by table and column: `instance_groups.name`. Those that hold every text are missing. */
export type TextColumns = ReadonlyMap<string, TextColumnRow>;

/** The texts of a group: the values of its policies and members, and its own. */
export interface GroupTexts {
  readonly uuid: string;
  readonly name: string | null;
  readonly userId: string | null;
  readonly projectId: string | null;
  readonly policies: readonly { readonly value: string }[];
  readonly members: readonly { readonly value: string }[];
}

const TABLES = ['instance_groups', 'instance_group_policy', 'instance_group_member'];

/** Reads from the catalogue what the columns hold that groups move into. */
export async function readTextColumns(reader: Reader): Promise<TextColumns> {
  const rows = await reader.all<TextColumnRow>(reader.dialect.inspection.textColumns(TABLES));
  return new Map(rows.map((row) => [`${row.table_name}.${row.column_name}`, row]));
}

/**
 * Says why a database would refuse texts of a group: a sentence each.
 *
 * @param memberColumn the column that holds the instance uuids: it has another name in a cell.
 */
export function refusedTexts(
  columns: TextColumns,
  { uuid, name, userId, projectId, policies, members }: GroupTexts,
  memberColumn: 'instance_uuid' | 'instance_id',
): string[] {
  const texts: [column: string, text: string | null][] = [
    ['instance_groups.uuid', uuid],
    ['instance_groups.name', name],
    ['instance_groups.user_id', userId],
    ['instance_groups.project_id', projectId],
    ...policies.map(({ value }): [string, string] => ['instance_group_policy.policy', value]),
    ...members.map(({ value }): [string, string] => [
      `instance_group_member.${memberColumn}`,
      value,
    ]),
  ];
  return texts.flatMap(([column, text]) => {
    const row = columns.get(column);
    const problem = row && text !== null ? problemOf(text, row) : undefined;
    return problem === undefined ? [] : [`${column} ${problem}.`];
  });
}

/** The characters that a character set lacks. One that is not here is taken to hold every text. */
const LACKING: Readonly<Record<string, RegExp>> = {
  utf8mb3: /[\u{10000}-\u{10ffff}]/u,
  ucs2: /[\u{10000}-\u{10ffff}]/u,
  ascii: /[^\0-\u{7f}]/u,
};

function problemOf(text: string, row: TextColumnRow): string | undefined {
  const length = [...text].length;
  const most = row.max_length === null ? Number.POSITIVE_INFINITY : Number(row.max_length);
  if (length > most) return `would get a text of ${length} characters, and holds ${most}`;
  const [lacking] = LACKING[row.character_set]?.exec(text) ?? [];
  if (lacking === undefined) return undefined;
  return `would get the character ${JSON.stringify(lacking)}, which ${row.character_set} does not have`;
}
