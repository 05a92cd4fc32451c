/** The server and the driver take 0 for no limit, and whole numbers. */
export function serverLimit(milliseconds: number): number {
  return Number.isFinite(milliseconds) ? Math.ceil(milliseconds) : 0;
}
