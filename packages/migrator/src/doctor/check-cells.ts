import { earliestRelease, listWishes } from '@cellbridge/db-api';
import type { Deployment } from '@cellbridge/objects';
import { findTwinCells } from '../chosen-cells.js';
import { isNovaDeployment } from '../sync-cell.js';
import { type CheckFunctions, ok, problem, type Verdict, warning } from './check.js';

const CELL0 = '00000000-0000-0000-0000-000000000000';

/** The first release of Nova that does not work without cell0, as far as the tables of its API database show. */
const NEEDS_CELL0 = 18;

/** The checks of what the API database says of the cells. */
export function mappingChecks(deployment: Deployment): CheckFunctions {
  return [
    ['cells', () => checkCells(deployment)],
    ['databases', () => checkDatabases(deployment)],
    ['wishes', () => checkWishes(deployment)],
  ];
}

async function checkCells({ api, cells }: Deployment): Promise<Verdict> {
  const count = cells.length;
  if (count === 0) {
    return problem(
      'There are no cells in cell_mappings; check the URL, or map the cells.',
      'cellbridge cell create --name NAME --database-connection URL',
    );
  }
  const isMapped = cells.some(({ uuid }) => uuid === CELL0);
  const needsCell0 = (await earliestRelease(api)) >= NEEDS_CELL0 && (await isNovaDeployment(api));
  const message = count === 1 ? '1 cell is known.' : `${count} cells are known.`;
  if (isMapped || !needsCell0) return ok(message);
  return warning(
    `${message} cell0 is not among them; groups in its database do not move.`,
    'nova-manage cell_v2 map_cell0',
  );
}

async function checkDatabases(deployment: Deployment): Promise<Verdict> {
  const twins = findTwinCells(deployment);
  if (twins.length === 0) return ok('Each cell has its own database.');
  const texts = twins.map(
    ({ cell, sameAs }) =>
      `Cells ${sameAs.label} and ${cell.label} have the same database, which is counted once, as ${sameAs.label}.`,
  );
  const remedies = twins.map(({ cell }) => `cellbridge cell delete ${cell.uuid}`);
  return warning(texts.join(' '), remedies.join('\n'));
}

async function checkWishes({ api, cells }: Deployment): Promise<Verdict> {
  const known = new Set(cells.map(({ uuid }) => uuid));
  const named = (await listWishes(api)).flatMap(({ cellUuid }) => cellUuid ?? []);
  const unknown = [...new Set(named)].filter((uuid) => !known.has(uuid));
  if (unknown.length === 0) return ok('Every setting of "move" is for a known cell.');
  const uuids = unknown.map((uuid) => `'${uuid.replaceAll("'", "''")}'`).join(', ');
  return warning(
    `There are settings of "move" for cells that are not known: ${unknown.join(', ')}.`,
    `delete from cellbridge_wishes where cell_uuid in (${uuids});`,
  );
}
