/** Milliseconds for which an answer holds. */
const ANSWER_HOLDS_MS = 1_000;

/**
 * Returns a question that is asked once a second at most, however many want the answer. One that is under way is not
 * asked again.
 */
export function askSparingly<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  const forget = () => {
    answer = undefined;
  };
  return () => {
    answer ??= ask().finally(() => setTimeout(forget, ANSWER_HOLDS_MS).unref());
    return answer;
  };
}
