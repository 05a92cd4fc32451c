import type { Intercept } from '@cellbridge/testing';

/** Calls `act` once, after a run has found stranded rows and before it locks them. */
export function afterStranded(
  kind: 'policy' | 'member',
  act: (text: string) => Promise<void>,
): Intercept {
  const list = `"instance_group_${kind}"."deleted" = 0 and ("instance`;
  let state: 'before' | 'found' | 'done' = 'before';
  return async ({ text }) => {
    if (state === 'before' && text.includes(list)) state = 'found';
    else if (state === 'found' && text.startsWith('begin')) {
      state = 'done';
      await act(text);
    }
  };
}
