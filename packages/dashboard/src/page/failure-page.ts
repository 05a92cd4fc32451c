import { html } from '../html/html.js';
import type { Failure } from '../server/failure.js';
import type { Links } from './links.js';
import { loginForm } from './login-form.js';
import { page } from './page.js';

/** A page that says why there is no other. */
export function failurePage(
  { status, code, message }: Failure,
  { links, takesToken }: { readonly links: Links; readonly takesToken: boolean },
): string {
  const isOutside = status === 401 || status === 429;
  // Nobody has done anything wrong yet.
  const isFirst = code === 'UNAUTHORIZED';
  const title = TITLES[status];
  return page({
    title,
    links,
    hasNavigation: !isOutside && status !== 403,
    content: html`<h1>${title}</h1>
${isFirst ? html`<p>${message}</p>` : html`<p class="notice bad" role="alert">${message}</p>`}
${isOutside && takesToken ? loginForm(links) : html`<p><a href="${links.overview}">Back to the overview</a></p>`}`,
  });
}

const TITLES: Readonly<Record<Failure['status'], string>> = {
  400: 'This cannot be answered',
  401: 'Log in',
  403: 'Not for you',
  404: 'Not found',
  405: 'Look, but do not touch',
  413: 'Too large',
  429: 'Log in later',
  500: 'Something went wrong',
  503: 'No answer for now',
};
