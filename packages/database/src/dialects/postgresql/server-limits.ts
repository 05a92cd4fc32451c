/** The server and the driver take whole numbers, and 0 as no limit. */
export function serverLimit(milliseconds: number): number {
  return Number.isFinite(milliseconds) ? Math.ceil(milliseconds) : 0;
}
