import type { ReportedVerification } from '@cellbridge/migrator';
import { command } from '../components/command.js';
import { time } from '../components/time.js';
import { verification } from '../components/verification.js';
import { type Html, html } from '../html/html.js';

/** The verification, and where it comes from. */
export function verificationSection(reported: ReportedVerification | null): Html {
  if (!reported) {
    return html`<p>Nothing was verified for this report. ${command('cellbridge report FILE --verify')} compares both sides of each group that has moved; ${command('--proof FILE')} shows the verification that a proof file has recorded.</p>`;
  }
  const { verifiedAt, writtenBy, isWhole, document } = reported;
  const source =
    writtenBy === null ? 'for this report' : `as a proof file says that ${writtenBy} wrote`;
  const part = isWhole ? '' : ' Only some cells were verified.';
  return html`<p>Verified at ${time(verifiedAt)}, ${source}.${part}</p>
${verification(document)}`;
}
