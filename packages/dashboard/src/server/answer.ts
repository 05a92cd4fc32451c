import type { Context } from 'hono';
import { accepts } from 'hono/accepts';
import { failurePage } from '../page/failure-page.js';
import type { Links } from '../page/links.js';
import type { Environment } from './environment.js';
import type { Failure } from './failure.js';
import type { KeptPage } from './kept-page.js';

/** How the addresses of documents end. */
const DOCUMENT_SUFFIX = '.json';

const PAGE_HEADERS = { 'Content-Type': 'text/html; charset=UTF-8' };

const DOCUMENT_HEADERS = { 'Content-Type': 'application/json; charset=UTF-8' };

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
  return context.body(`${JSON.stringify(document, null, 2)}\n`, status, DOCUMENT_HEADERS);
}

/** Answers with a page. */
export function answerPage(
  context: Context<Environment>,
  page: string,
  status: Failure['status'] | 200 = 200,
): Response {
  return context.body(page, status, PAGE_HEADERS);
}

/** Answers with a page that others are sent too. */
export async function answerKeptPage(
  context: Context<Environment>,
  page: KeptPage,
): Promise<Response> {
  const takesGzip = accepts(context, {
    header: 'Accept-Encoding',
    supports: ['gzip'],
    default: '',
    match: (accepted) => (accepted.some(({ type, q }) => type === 'gzip' && q > 0) ? 'gzip' : ''),
  });
  if (!takesGzip) return answerPage(context, page.html);
  const headers = { ...PAGE_HEADERS, 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' };
  return context.body(await page.compressed(), 200, headers);
}

/**
 * Answers with the text of a document that comes in pieces, as fast as they are taken. Nothing is sent before the first is there; if a
 * later one fails, the connection is cut, so that nobody takes a part for the whole.
 */
export async function answerInPieces(
  context: Context<Environment>,
  pieces: AsyncGenerator<string, void>,
): Promise<Response> {
  const encoder = new TextEncoder();
  let piece = await pieces.next();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (piece.done) return controller.close();
      controller.enqueue(encoder.encode(piece.value));
      try {
        piece = await pieces.next();
      } catch {
        context.env.outgoing.destroy();
      }
    },
    async cancel() {
      await pieces.return();
    },
  });
  return context.body(body, 200, DOCUMENT_HEADERS);
}

/** Answers that there is no answer: to programs as the command prints an error, to people with a page. */
export function answerFailure(
  context: Context<Environment>,
  failure: Failure,
  { links, takesToken }: { readonly links: Links; readonly takesToken: boolean },
): Response {
  const { status, code, message, retryAfter } = failure;
  if (retryAfter !== undefined) context.header('Retry-After', String(retryAfter));
  if (wantsDocument(context)) return answerDocument(context, { error: { code, message } }, status);
  return answerPage(context, failurePage(failure, { links, takesToken }), status);
}
