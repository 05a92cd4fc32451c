/** Where a dashboard is served. */
export interface DashboardDocument {
  /** Its address, as a browser takes it. */
  readonly url: string;
  /** What viewers log in with, if it was generated; else `null`. */
  readonly token: string | null;
}
