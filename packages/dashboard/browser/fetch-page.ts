/** How long an answer may take. */
const PATIENCE_MILLISECONDS = 15_000;

/** The content of a page, or in a sentence why there is none. */
export interface FetchedPage {
  readonly main: Element | null;
  readonly trouble: string | null;
}

/** Asks for a page. Never throws. */
export async function fetchPage(address: string): Promise<FetchedPage> {
  try {
    const response = await fetch(address, {
      headers: { Accept: 'text/html' },
      signal: AbortSignal.timeout(PATIENCE_MILLISECONDS),
    });
    if (response.status === 401) {
      return { main: null, trouble: 'You are logged out: load this page again to log in.' };
    }
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const main = page.querySelector('main[data-live]');
    if (response.ok && main) return { main, trouble: null };
    const trouble = `The dashboard answers with an error (${response.status}). Trying again.`;
    return { main: null, trouble };
  } catch {
    return {
      main: null,
      trouble: 'The connection to the dashboard is lost, and what is below is old. Trying again.',
    };
  }
}
