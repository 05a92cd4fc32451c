/** How much a cell holds. */
export interface CellSize {
  /** Live ones. */
  readonly groups: number;
  /** Of each group. */
  readonly members: number;
}
