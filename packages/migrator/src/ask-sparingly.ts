/** Milliseconds for which an answer holds. */
const ANSWER_HOLDS_MS = 1_000;

/**
 * Returns a question that is answered once a second at most, however many want the answer. One that is under way is not
 * asked again; one that has failed may be asked at once.
 */
export function askSparingly<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  const forget = () => {
    answer = undefined;
  };
  return () => {
    answer ??= ask().then(
      (found) => {
        setTimeout(forget, ANSWER_HOLDS_MS).unref();
        return found;
      },
      (error) => {
        forget();
        throw error;
      },
    );
    return answer;
  };
}
