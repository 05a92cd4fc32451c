import { Idiomorph } from 'idiomorph';
import { morphKeyedRows } from './morph-keyed-rows.js';

/** What belongs to whoever reads the page: whether something is unfolded, and what is typed or chosen. */
const OWN_ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  DETAILS: ['open'],
  INPUT: ['value', 'checked'],
  OPTION: ['selected'],
};

/** Turns the content of the page into another one. What is the same stays untouched: the focus, a selection, the scroll. */
export function morphPage(fresh: Element): void {
  const main = document.querySelector('main');
  if (!main) return;
  const focused = document.activeElement;
  Idiomorph.morph(main, fresh, { callbacks: { beforeNodeMorphed, beforeAttributeUpdated } });
  // An element that moves loses the focus.
  const isLost = focused !== document.activeElement && focused?.isConnected;
  if (isLost && focused instanceof HTMLElement) focused.focus({ preventScroll: true });
}

/** @returns false where there is nothing to do. */
function beforeNodeMorphed(old: Node, fresh: Node): boolean {
  if (isKeyed(old) && isKeyed(fresh)) {
    morphKeyedRows(old, fresh);
    return false;
  }
  return !old.isEqualNode(fresh);
}

function beforeAttributeUpdated(name: string, { tagName }: Element): boolean {
  return !OWN_ATTRIBUTES[tagName]?.includes(name);
}

function isKeyed(node: Node): node is Element {
  return node instanceof Element && node.hasAttribute('data-keyed');
}
