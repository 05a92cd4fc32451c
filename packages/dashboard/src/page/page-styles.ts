/** What the live page has beside the style sheet of the report. */
export const PAGE_STYLES = ``;
