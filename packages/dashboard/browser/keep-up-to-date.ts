import { fetchPage } from './fetch-page.js';
import { morphPage } from './morph-page.js';

/** How long the page rests between an answer and the next question. */
const REST_MILLISECONDS = 2_000;

/** Asks for this page every two seconds while it is seen, and shows what has come, or that nothing comes. */
export function keepUpToDate(): void {
  let timer: number | undefined;
  let isAsking = false;

  const ask = async () => {
    if (isAsking || document.hidden) return;
    isAsking = true;
    clearTimeout(timer);
    try {
      const { main, trouble } = await fetchPage(location.href);
      if (main) morphPage(main);
      showTrouble(trouble);
    } catch (error) {
      showTrouble('This page cannot show what has come, and may be old: load it again.');
      throw error;
    } finally {
      isAsking = false;
      timer = setTimeout(ask, REST_MILLISECONDS);
    }
  };

  document.addEventListener('visibilitychange', () => void ask());
  timer = setTimeout(ask, REST_MILLISECONDS);
}

/** Says what is wrong, once: a text that stays the same is not read out again. */
function showTrouble(trouble: string | null): void {
  const notice = document.getElementById('connection');
  if (!notice || notice.textContent === (trouble ?? '')) return;
  notice.textContent = trouble ?? '';
}
