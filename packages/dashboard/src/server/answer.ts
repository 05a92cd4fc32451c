import type { Context } from 'hono';
import { failurePage } from '../page/failure-page.js';
import type { Links } from '../page/links.js';
import type { Environment } from './environment.js';
import type { Failure } from './failure.js';

/** How the addresses of documents end. */
const DOCUMENT_SUFFIX = '.json';

/** Whether a program asks, and wants a document. */
function wantsDocument(context: Context<Environment>): boolean {
  return context.req.path.endsWith(DOCUMENT_SUFFIX);
}

/** Answers with a document, as the command prints it. */
export function answerDocument(
  context: Context<Environment>,
  document: unknown,
  status: Failure['status'] | 200 = 200,
): Response {
  const headers = { 'Content-Type': 'application/json; charset=UTF-8' };
  return context.body(`${JSON.stringify(document, null, 2)}\n`, status, headers);
}

/** Answers with a page. */
export function answerPage(
  context: Context<Environment>,
  page: string,
  status: Failure['status'] | 200 = 200,
): Response {
  return context.body(page, status, { 'Content-Type': 'text/html; charset=UTF-8' });
}

/** Answers that there is no answer: to programs as the command prints an error, to people with a page. */
export function answerFailure(
  context: Context<Environment>,
  failure: Failure,
  { links, takesToken }: { readonly links: Links; readonly takesToken: boolean },
): Response {
  const { status, code, message } = failure;
  if (wantsDocument(context)) return answerDocument(context, { error: { code, message } }, status);
  return answerPage(context, failurePage(failure, { links, takesToken }), status);
}
