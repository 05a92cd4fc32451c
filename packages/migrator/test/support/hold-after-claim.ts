import { holdStatement } from '@cellbridge/testing';

/** Holds whoever takes rows out of a cell before its statement number `point` after its claim. */
export function holdAfterClaim(point: number) {
  let sent = -1;
  let hasTakenClaimBack = false;
  const held = holdStatement(({ text }) => {
    if (text.includes('insert into "cellbridge_claims"')) sent = 0;
    else if (sent >= 0) sent += 1;
    const isTakingBack = sent > 0 && text.includes('delete from "cellbridge_claims"');
    hasTakenClaimBack ||= isTakingBack && sent <= point;
    return sent === point + 1;
  });
  return { ...held, hasTakenClaimBack: () => hasTakenClaimBack };
}
