const SECOND_MILLISECONDS = 1_000;

/** Shows progress at most once a second, and not in the first one; what comes in between is left out. */
export function eachSecond<Progress>(
  show: (progress: Progress) => void,
): (progress: Progress) => void {
  let shownAt = Date.now();
  return (progress) => {
    if (Date.now() - shownAt < SECOND_MILLISECONDS) return;
    shownAt = Date.now();
    show(progress);
  };
}
