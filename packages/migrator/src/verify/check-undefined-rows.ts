import { listUndefinedRows, type RowKind } from '@cellbridge/db-cell';
import type { Finding } from './finding.js';
import {
  type CellScope,
  type CheckedPage,
  nextAfter,
  type PageRequest,
  type Pass,
} from './pass.js';
import { rowPlace } from './place.js';

const ROWS = { group: 'Group', policy: 'Policy', member: 'Member' } as const;

/** Looks for rows of a cell that are neither live nor soft-deleted: `invalid`. */
export function checkUndefinedRows(kind: 'group' | RowKind): Pass<CellScope> {
  return async ({ cell }, { after, limit }: PageRequest): Promise<CheckedPage> => {
    const rows = await cell.snapshot((reader) =>
      listUndefinedRows(reader, kind, { afterId: rowPlace(after), limit }),
    );
    const findings = rows.map(({ id, groupUuid }): Finding => {
      const details = `${ROWS[kind]} row ${id} of the cell is neither live nor soft-deleted: its "deleted" is NULL.`;
      return { kind: 'invalid', cellUuid: cell.uuid, groupUuid, details };
    });
    return { next: nextAfter(rows, limit, ({ id }) => id), findings };
  };
}
