import { describeUrl } from '@cellbridge/db-api';

/** A URL without its password. */
export function shownUrl(url: string): string {
  return describeUrl(url) ?? 'a URL that cannot be read';
}
