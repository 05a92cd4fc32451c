import { describeUrl, isTemplate } from '@cellbridge/db-api';

/** A URL without its password. */
export function shownUrl(url: string): string {
  if (isTemplate(url)) return 'a URL template that is not filled';
  return describeUrl(url) ?? 'a URL that cannot be read';
}
