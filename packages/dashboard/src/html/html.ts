import { raw as alreadyHtml, html as template } from 'hono/html';

/** A piece of HTML, safe to put into another one. */
export type Html = ReturnType<typeof alreadyHtml>;

/** What a template takes: texts are escaped, lists are joined, `null`, `undefined` and booleans leave nothing. */
export type HtmlValue = Html | string | number | boolean | null | undefined | readonly HtmlValue[];

/**
 * What could change how the text around a name looks: control characters, and those that turn the direction of
 * writing. Names in a database may hold anything.
 */
const DISGUISES = /[^\P{Cc}\n\t]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Makes HTML of a template. A text that it takes shows as it is, whatever it holds; nested HTML is kept. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  const made = template(strings, ...values.map(undisguised));
  if (made instanceof Promise) throw new TypeError('HTML is made of values, not of promises.');
  return made;
}

/** Takes a text for HTML as it is. Only for texts of this package: style sheets, and paths of charts. */
export function trusted(text: string): Html {
  return alreadyHtml(text);
}

function undisguised(value: HtmlValue): unknown {
  if (typeof value === 'string') return value.toWellFormed().replace(DISGUISES, '\ufffd');
  if (isList(value)) return value.map(undisguised);
  return value;
}

function isList(value: HtmlValue): value is readonly HtmlValue[] {
  return Array.isArray(value);
}
