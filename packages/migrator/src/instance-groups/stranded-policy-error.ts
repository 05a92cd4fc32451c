import { CellbridgeError } from '@cellbridge/objects';

/** A cell holds live policies of groups that have moved and have another policy. */
export class StrandedPolicyError extends CellbridgeError {
  static override readonly code = 'STRANDED_POLICY';

  constructor(rows: number) {
    super(
      `${rows} live policy rows belong to groups that have moved and have other policies; "cellbridge db verify" names them. Soft-delete them by hand, or change the groups.`,
    );
  }
}
