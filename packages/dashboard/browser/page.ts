/** Keeps a page that is marked as live up to date: it asks for the page again and again, and morphs what has changed. */
import { keepUpToDate } from './keep-up-to-date.js';

if (document.querySelector('main[data-live]')) keepUpToDate();
