import type { StatusDocument } from '@cellbridge/migrator';
import { counted } from '../format/number.js';
import { needsAttention } from './attention.js';

/** How a move stands, in sentences that change only when its state does: somebody may have them read out. */
export function standing({ cells, totals, ready }: StatusDocument): string {
  if (cells.length === 0) return 'There are no cells.';
  const needy = cells.filter(needsAttention).length;
  const attention =
    needy === 0 ? '' : ` ${counted(needy, 'cell')} ${needy === 1 ? 'needs' : 'need'} attention.`;
  const { quarantined } = totals;
  const quarantine =
    quarantined === 0
      ? ''
      : ` ${counted(quarantined, 'group')} ${quarantined === 1 ? 'is' : 'are'} in quarantine.`;
  return `${activity({ cells, ready })}${attention}${quarantine}`;
}

/** How good that is, for the colour beside the sentences. */
export function toneOf({ cells, ready }: StatusDocument): Tone {
  if (ready) return 'good';
  if (cells.some(needsAttention)) return 'bad';
  return cells.some(({ migrators }) => migrators.length > 0) ? 'busy' : 'idle';
}

type Tone = 'good' | 'bad' | 'busy' | 'idle';

function activity({ cells, ready }: Pick<StatusDocument, 'cells' | 'ready'>): string {
  if (ready) return 'The move is complete.';
  const runs = cells.flatMap(({ migrators }) => migrators);
  if (runs.some(({ state }) => state === 'moving')) return 'Groups are moving.';
  if (runs.some(({ state }) => state === 'throttled')) return 'The runs at work are held back.';
  if (runs.some(({ state }) => state === 'paused')) return 'The runs at work are paused.';
  if (cells.some(({ state }) => state === 'reversing')) return 'Groups go back to their cells.';
  return 'The move is not complete, and no run is at work.';
}
