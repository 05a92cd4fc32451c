/** The path of a request within what is mounted under `basePath`, whether the request still has that in front or not. */
export function pathWithin(basePath: string, url: string): string {
  const { pathname } = new URL(url);
  const isBelow = pathname === basePath || pathname.startsWith(`${basePath}/`);
  return (isBelow ? pathname.slice(basePath.length) : pathname) || '/';
}
