import { UsageError } from './usage-error.js';

/** A whole number above 0. */
export function wholeNumber(text: string, flag: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(number) && number > 0) return number;
  throw new UsageError(
    `${flag} is ${JSON.stringify(text)}; give a whole number above 0, such as 1000.`,
  );
}

/** A port of TCP; 0: any free one. */
export function port(text: string, flag: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number <= 65_535) return number;
  throw new UsageError(
    `${flag} is ${JSON.stringify(text)}; give a port from 1 to 65535, or 0 for any free one.`,
  );
}

/** A whole number above 0, or the word `default`. */
export function wholeNumberOrDefault(text: string, flag: string): number | 'default' {
  return text === 'default' ? text : wholeNumber(text, flag);
}

/** A number, which may be negative. */
export function number(text: string, flag: string): number {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new UsageError(`${flag} is ${JSON.stringify(text)}; give a number, such as 10 or 0.5.`);
}

/** A number of seconds, 0 or above. */
export function seconds(text: string, flag: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  throw new UsageError(`${flag} is ${JSON.stringify(text)}; give seconds, such as 0.5.`);
}

/** A date, or a date and a time, as ISO 8601 has it; in UTC, unless it ends with an offset. */
export function utcTime(text: string, flag: string): Date {
  const [, date = '', clock = '00:00', offset = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:\d\d)?)?$/.exec(text) ??
    [];
  const time = new Date(`${date}T${clock}${offset}`);
  // Node.js takes 30 February as 2 March.
  const isDay = new Date(`${date}T00:00Z`).getUTCDate() === Number(date.slice(8));
  if (isDay && !Number.isNaN(time.getTime())) return time;
  throw new UsageError(
    `${flag} is ${JSON.stringify(text)}; give a date or a time in UTC, such as 2026-01-31 or 2026-01-31T12:00.`,
  );
}

/** Seconds between two looks: from 0.1 to an hour. */
export function interval(text: string, flag: string): number {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number >= 0.1 && number <= 3_600) return number;
  throw new UsageError(
    `${flag} is ${JSON.stringify(text)}; give seconds from 0.1 to 3600, such as 2.`,
  );
}

/** When it is next this time of day, by the clock and time zone of this machine. */
export function timeOfDay(text: string, flag: string): Date {
  const [, hours, minutes] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hours === undefined || minutes === undefined) {
    throw new UsageError(`${flag} is ${JSON.stringify(text)}; give a time of day, such as 06:00.`);
  }
  const now = new Date();
  const time = new Date(now);
  time.setHours(Number(hours), Number(minutes), 0, 0);
  if (time <= now) time.setDate(time.getDate() + 1);
  return time;
}

/** One of a few words. */
export function oneOf<Word extends string>(
  words: readonly Word[],
): (text: string, flag: string) => Word {
  return (text, flag) => {
    const found = words.find((word) => word === text);
    if (found !== undefined) return found;
    throw new UsageError(
      `${flag} is ${JSON.stringify(text)}; give ${words.slice(0, -1).join(', ')} or ${words.at(-1)}.`,
    );
  };
}

/** Where a server listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** `9464` on this machine alone, `0.0.0.0:9464`, `[::]:9464`. */
export function listenAddress(text: string, flag: string): ListenAddress {
  const [, host, ipv6, digits] = /^(?:(?:\[(.+)\]|([^:[\]]+)):)?(\d+)$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits === undefined || port < 1 || port > 65_535) {
    throw new UsageError(`${flag} is ${text}; give a port, 1 to 65535, or ADDRESS:PORT.`);
  }
  return { host: host ?? ipv6 ?? '127.0.0.1', port };
}
