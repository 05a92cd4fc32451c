/** What `cellbridge --version --json` prints. */
export interface VersionDocument {
  readonly version: string;
}
