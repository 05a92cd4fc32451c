import type { Context } from 'hono';
import { PAGE_SCRIPT } from '../page/page-script.js';
import { PAGE_STYLES } from '../page/page-styles.js';
import { STYLES } from '../styles.js';

const ASSETS = {
  style: { type: 'text/css; charset=UTF-8', text: `${STYLES}\n${PAGE_STYLES}` },
  script: { type: 'text/javascript; charset=UTF-8', text: PAGE_SCRIPT },
} as const;

/** Answers with what a page loads. It holds no secret, and the login page needs it. */
export function answerAsset(context: Context, name: keyof typeof ASSETS): Response {
  const { type, text } = ASSETS[name];
  return context.body(text, 200, { 'Content-Type': type });
}
