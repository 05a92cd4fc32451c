/** Now, or `offset` milliseconds from now, as Nova stores it: `YYYY-MM-DD HH:MM:SS.ffffff`, UTC. */
export function now(offset = 0): string {
  return `${new Date(Date.now() + offset).toISOString().slice(0, -1).replace('T', ' ')}000`;
}

/** A stored time stamp as ISO 8601 in UTC with six decimals: `YYYY-MM-DDTHH:MM:SS.ffffffZ`. */
export function toIso(timestamp: string | null): string | null {
  return timestamp === null ? null : `${timestamp.replace(' ', 'T')}Z`;
}
